/** The nginx configuration of deploy/, as it is but for its ports. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startLoad } from '../faults/load.ts';
import { freePort } from '../free-port.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { startPumpServer, statusOf, until } from '../pump-server.ts';
import { repositoryRoot } from '../repository-root.ts';
import { findProgram, runProgram } from './program.ts';

const nginx = findProgram('nginx');

test.skipIf(nginx === null)('two instances behind nginx: a restart of one fails no request (needs nginx)', async () => {
  const database = await createTestDatabase(['test/fixtures/pumps.sql']);
  const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-nginx-'));
  const uri = database.uri('pumps_gate');
  const [first, second] = [await startPumpServer(uri), await startPumpServer(uri)];
  const port = await freePort();
  const configuration = readFileSync(path.join(repositoryRoot, 'deploy/nginx.conf'), 'utf8')
    .replace('127.0.0.1:3000', new URL(first.url).host)
    .replace('127.0.0.1:3001', new URL(second.url).host)
    .replace('listen 8080', `listen 127.0.0.1:${port}`);
  const file = path.join(directory, 'nginx.conf');
  writeFileSync(file, `daemon off;\npid ${directory}/nginx.pid;\nerror_log stderr;\n${configuration}`);
  const proxy = runProgram(nginx!, ['-c', file, '-p', directory]);
  let third = null;
  try {
    const url = `http://127.0.0.1:${port}/api/pump`;
    await until(async () => (await statusOf(url)) === 200);
    const load = startLoad(url, 4);
    await until(() => load.answers > 50);
    first.signal('SIGTERM');
    expect(await first.exit).toBe(0);
    third = await startPumpServer(uri, { PGRST_SERVER_PORT: new URL(first.url).port });
    const answered = load.answers;
    await until(() => load.answers > answered + 50);
    second.signal('SIGTERM');
    expect(await second.exit).toBe(0);
    expect(Object.keys(await load.end())).toEqual(['200']);
    const created = await fetch(`http://127.0.0.1:${port}/api/pump?select=id`, { headers: { Range: '0-0' } });
    expect(await created.json()).toEqual([{ id: 1 }]);
  } finally {
    await proxy.close();
    for (const server of [first, second, third]) await server?.close();
    rmSync(directory, { recursive: true, force: true });
    await database.drop();
  }
});
