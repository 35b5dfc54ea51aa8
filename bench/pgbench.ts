/** The ceiling: our own statements, run by PostgreSQL's load program without any server in between. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Transaction } from '../src/database/transaction.ts';
import { mean } from './statistics.ts';

const run = promisify(execFile);

/** Enough for 64 transactions at a round trip of 1 ms for each statement. */
const secondsToPrepare = 2;

/**
 * Transactions per second of `program` (pgbench) over as many connections as the servers' pools have, each transaction
 * one pipeline of prepared statements. Of several transactions each run picks one at random; the time in which each
 * connection prepares them all does not count.
 */
export async function pgbenchRate(
  program: string,
  uri: string,
  transactions: readonly Transaction[],
  seconds: number,
): Promise<number> {
  const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-pgbench-'));
  try {
    const scripts = transactions.map((transaction, index) => {
      const { text, variables } = pgbenchScript(transaction, `t${index}`);
      const file = path.join(directory, `${index}.sql`);
      writeFileSync(file, text);
      return [`--file=${file}`, ...variables.map(([name, value]) => `--define=${name}=${value}`)];
    });
    const preparing = transactions.length > 1 ? secondsToPrepare : 0;
    const end = preparing + Math.max(1, Math.round(seconds));
    const { stderr } = await run(program, [
      '--no-vacuum',
      '--protocol=prepared',
      '--client=10',
      // A thread per connection: preparing blocks the thread.
      '--jobs=10',
      // It may end without having told of its last second.
      `--time=${end + 1}`,
      '--progress=1',
      ...scripts.flat(),
      uri,
    ]);
    const told = [...stderr.matchAll(/^progress: .* s, ([\d.]+) tps/gm)].map(([, rate]) => Number(rate));
    const rates = told.slice(preparing, end);
    if (rates.length === 0) throw new Error(`pgbench told no rate:\n${stderr}`);
    return mean(rates);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Script {
  readonly text: string;
  readonly variables: readonly (readonly [name: string, value: string])[];
}

/** The transaction in pgbench's language, which has variables in place of parameters. */
function pgbenchScript({ isolation, accessMode, statements, end }: Transaction, prefix: string): Script {
  const variables: [string, string][] = [];
  const name = (statement: number, parameter: number | string) => `${prefix}s${statement}p${parameter}`;
  const lines = statements.map(({ text, values }, statement) => {
    values.forEach((value, index) => {
      // pgbench sends a variable that it does not know as null.
      if (value === null) return;
      variables.push([
        name(statement, index + 1),
        typeof value === 'string' ? value : Buffer.from(value).toString('utf8'),
      ]);
    });
    return text.replaceAll('\n', ' ').replace(/\$(\d+)/g, (_, parameter) => `:${name(statement, parameter)}`);
  });
  const begin = `BEGIN ISOLATION LEVEL ${isolation} ${accessMode}`;
  const text = ['\\startpipeline', ...[begin, ...lines, end].map((line) => `${line};`), '\\endpipeline'].join('\n');
  return { text: `${text}\n`, variables };
}
