/** The image of the Dockerfile, built and run by Docker or Podman where one of them has the base image. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../free-port.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { isWaiting, pumpEnvironment, statusOf, until } from '../pump-server.ts';
import { repositoryRoot } from '../repository-root.ts';

const baseImage = 'node:22-alpine';
const engine =
  ['docker', 'podman'].find((name) => spawnSync(name, ['image', 'inspect', baseImage]).status === 0) ?? null;
const image = `postgrest-ts-test-${process.pid}`;

async function run(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(engine!, args, { cwd: repositoryRoot });
  return stdout.trim();
}

describe.skipIf(engine === null)(`the Docker image (needs an engine with ${baseImage})`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(['test/fixtures/pumps.sql']);
    // The format that Podman prefers has no health checks.
    await run('build', ...(engine === 'podman' ? ['--format=docker'] : []), '--tag', image, '.');
  });
  afterAll(async () => {
    await run('rmi', '--force', image);
    await database.drop();
  });

  test('serves as a user without rights, is healthy, and answers what is under way before it ends', async () => {
    const port = String(await freePort());
    const environment = {
      ...pumpEnvironment(database.uri('pumps_gate')),
      PGRST_SERVER_PORT: port,
      PGRST_ADMIN_SERVER_PORT: String(await freePort()),
    };
    const variables = Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`);
    const container = await run('run', '--detach', '--network=host', ...variables, image);
    try {
      const url = `http://127.0.0.1:${port}`;
      await until(async () => (await statusOf(`${url}/pump`)) === 200);
      expect(await run('exec', container, 'id', '-un')).toBe('node');
      expect(await run('exec', container, 'find', '/app', '-writable', '-not', '-type', 'l')).toBe('');

      const healthcheck = await run('inspect', '--format={{json .Config.Healthcheck.Test}}', container);
      const [kind, ...command] = JSON.parse(healthcheck) as readonly string[];
      expect(kind).toBe('CMD');
      expect(await run('exec', container, ...command)).toMatch(/^OK: /);

      const waiting = statusOf(`${url}/rpc/wait?seconds=1`);
      await until(() => isWaiting(database));
      await run('stop', '--time=30', container);
      expect(await waiting).toBe(200);
      expect(await run('inspect', '--format={{.State.ExitCode}}', container)).toBe('0');
    } finally {
      await run('rm', '--force', container);
    }
  });
});
