/** As much of `psql` as the pages need: `psql URI -f FILE` and `psql URI -c SQL`, the URI being given first. */
import { readFileSync } from 'node:fs';
import pg from 'pg';

const [connectionString, ...args] = process.argv.slice(2);
const client = new pg.Client({ connectionString });
await client.connect();
for (const [index, arg] of args.entries()) {
  if (arg === '-f') await client.query(readFileSync(args[index + 1], 'utf8'));
  if (arg === '-c') await client.query(args[index + 1]);
}
await client.end();
