import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { referencePages } from '../../scripts/reference/pages.ts';

describe('generated documentation', () => {
  test.each([...referencePages()])('%s is up to date (npm run docs)', (path, text) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
  });
});
