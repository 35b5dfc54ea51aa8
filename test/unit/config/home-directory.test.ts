import type * as os from 'node:os';
import { expect, test, vi } from 'vitest';
import { resolveConnection } from '../../../src/config/connection.ts';
import { homeDirectory } from '../../../src/config/home-directory.ts';

vi.mock('node:os', async (original) => ({
  ...(await original<typeof os>()),
  homedir: () => {
    throw new Error('uv_os_homedir returned ENOENT');
  },
}));

test('a user without home directory needs no file there', () => {
  expect(homeDirectory({ HOME: '/home/keeper' })).toBe('/home/keeper');
  expect(homeDirectory({})).toBe(null);
  expect(resolveConnection('postgresql://u:p@h/d', {})).toMatchObject({ user: 'u', hosts: [{ password: 'p' }] });
  expect(resolveConnection('postgresql://u@h/d', {})).toMatchObject({ hosts: [{ password: null }] });
  expect(() => resolveConnection('postgresql://u@h/d?service=s', {})).toThrow('definition of service "s" not found');
});
