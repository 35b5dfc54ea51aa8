/** Every command of the tutorial, the how-tos and the reference, as their readers type it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../free-port.ts';
import { repositoryRoot } from '../repository-root.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import { type Answer, runPage } from './documents/run-page.ts';

const docs = path.join(repositoryRoot, 'docs');
const pages = [
  'tutorial.md',
  ...['how-to', 'reference'].flatMap((folder) =>
    readdirSync(path.join(docs, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join(folder, name)),
  ),
];

let demo: ServerProcess;
beforeAll(async () => {
  const port = await freePort();
  demo = await startServerProcess([process.execPath, 'bin/postgrest.js', '--demo'], '', port, { PORT: String(port) });
});
afterAll(() => demo.close());

test.each(pages)('%s', { timeout: 300_000 }, async (page) => {
  const file = path.join(docs, page);
  const markdown = readFileSync(file, 'utf8');
  const answers = await runPage(markdown, demo.url);
  if (process.env['UPDATE_DOCUMENTS'] === '1') {
    writeFileSync(file, withAnswers(markdown, answers));
    return;
  }
  for (const { block, expected, actual } of answers) expect(actual, `line ${block.line}`).toBe(expected);
});

/** The page with the expected answers replaced by what was printed. */
function withAnswers(markdown: string, answers: readonly Answer[]): string {
  const lines = markdown.split('\n');
  // From the end, so that earlier line numbers stay true.
  for (const { block, expected, actual } of answers.toReversed()) {
    if (actual === expected) continue;
    const length =
      block.text === '' ? lines.indexOf('```', block.line - 1) - (block.line - 1) : block.text.split('\n').length;
    lines.splice(block.line - 1, length, ...actual.split('\n'));
  }
  return lines.join('\n');
}
