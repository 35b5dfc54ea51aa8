/** A disk without any space left, as a small file system in memory: only root can make one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, type TestDatabase, withClient } from '../postgres/database.ts';
import { type PumpServer, startPumpServer, statusOf, until } from '../pump-server.ts';
import { report } from './report.ts';

const disk = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-disk-'));
const dataDirectory = await withClient(inject('serverUri'), async (client) => {
  const { rows } = await client.query('show data_directory');
  return String(rows[0].data_directory);
});
/** What will be thrown away to make space. */
const waste = path.join(disk, 'waste');
const isMounted = mountSmallDisk();

afterAll(() => {
  if (isMounted) execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

describe.skipIf(!isMounted)('no space left on the disk', () => {
  let database: TestDatabase;
  let server: PumpServer;
  beforeAll(async () => {
    database = await createDatabase(inject('serverUri'), ['test/fixtures/pumps.sql']);
    for (const statement of [
      `create tablespace small_disk location '${disk}'`,
      'create table pumps.reading (pump int, note text) tablespace small_disk',
      'grant select, insert, delete on pumps.reading to pumps_reader',
    ]) {
      await sql(statement);
    }
    writeFileSync(waste, Buffer.alloc(2 * 1024 * 1024));
    server = await startPumpServer(database.uri('pumps_gate'));
    await until(async () => (await statusOf(`${server.adminUrl}/ready`)) === 200);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
    await withClient(inject('serverUri'), (client) => client.query('drop tablespace small_disk'));
  });

  function sql(text: string): Promise<unknown> {
    return withClient(database.uri(), (client) => client.query(text));
  }

  function insert(): Promise<Response> {
    const readings = Array.from({ length: 1000 }, (_, pump) => ({ pump, note: 'x'.repeat(500) }));
    return fetch(`${server.url}/reading`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(readings),
    });
  }

  test('writes are refused until there is space again, reads go on, nothing half-written stays', async () => {
    let written = 0;
    let response = await insert();
    for (; response.status === 201; response = await insert()) written += 1000;
    expect([response.status, await response.json()]).toMatchObject([503, { code: '53100' }]);
    const { headers } = await fetch(`${server.url}/reading?limit=1`, { headers: { Prefer: 'count=exact' } });
    expect(headers.get('content-range')).toBe(`0-0/${written}`);
    expect(await statusOf(`${server.adminUrl}/ready`)).toBe(200);
    rmSync(waste);
    const started = performance.now();
    expect((await insert()).status).toBe(201);
    report('disk full', {
      seen: { 201: written / 1000, 503: 1 },
      healthyAfter: Math.round(performance.now() - started),
    });
  });
});

/** False where this process may not mount, or PostgreSQL does not run on this machine. */
function mountSmallDisk(): boolean {
  const owner = statSync(dataDirectory, { throwIfNoEntry: false });
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || owner === undefined) return false;
  const options = `size=6m,mode=700,uid=${owner.uid},gid=${owner.gid}`;
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk], { stdio: 'ignore' }).status === 0;
}
