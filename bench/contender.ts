import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../src/database/transaction.ts';
import { freePort } from '../test/free-port.ts';
import { type ServerProcess, startServerProcess } from '../test/server-process.ts';
import { type Arena, configurationText, databaseUri, startCompatible } from './arena.ts';
import { openStatementSource, type StatementSource } from './own-statements.ts';
import { pgbenchRate } from './pgbench.ts';
import { processorSeconds, residentMebibytes } from './process-usage.ts';
import type { Workload } from './workloads.ts';

export const contenderNames = ['own', 'one-query', 'round-trips', 'ceiling', 'other'] as const;
export type ContenderName = (typeof contenderNames)[number];

/** How reports name them. */
export const labels: Readonly<Record<ContenderName, string>> = {
  own: 'own',
  'one-query': 'A',
  'round-trips': 'B',
  ceiling: 'C',
  other: 'D',
};

/** What one measurement finds; NaN = does not apply. */
export interface Measurement {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Seconds of the server's processor time. */
  readonly processorPerThousand: number;
  readonly residentMebibytes: number;
}

/** Something that the workloads are run against. */
export interface Contender {
  readonly name: ContenderName;
  readonly title: string;
  /** Null when it has no answer to the workload. */
  measure(workload: Workload, seconds: number): Promise<Measurement | null>;
  close(): Promise<void>;
}

/** A PostgREST-compatible server: a command that is given the configuration file. */
export async function compatibleServer(
  arena: Arena,
  name: 'own' | 'other',
  title: string,
  command: readonly string[],
): Promise<Contender> {
  return server(arena, name, title, 'api', await startCompatible(arena, command));
}

/** One of the baselines that are written by hand. */
export async function handWrittenServer(
  arena: Arena,
  name: 'one-query' | 'round-trips',
  title: string,
): Promise<Contender> {
  const port = await freePort();
  const role = name === 'one-query' ? 'bench_direct' : 'bench_gate';
  const uri = databaseUri(arena, role);
  const command = [process.execPath, '--import', 'tsx', 'bench/hand-written-server.ts', String(port), uri, name];
  return server(arena, name, title, 'handWritten', await startServerProcess(command, '', port));
}

/** Our statements run by pgbench. */
export async function ceiling(arena: Arena, title: string, pgbench: string): Promise<Contender> {
  const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-ceiling-'));
  const file = path.join(directory, 'server.conf');
  writeFileSync(file, configurationText(arena, 0));
  const statements = await openStatementSource(file);
  return {
    name: 'ceiling',
    title,
    measure: async (workload, seconds) => {
      const transactions = await transactionsOf(workload, statements);
      if (transactions.length === 0) return null;
      const requestsPerSecond = await pgbenchRate(pgbench, databaseUri(arena, 'bench_direct'), transactions, seconds);
      const unknown = Number.NaN;
      return {
        requestsPerSecond,
        p50: unknown,
        p99: unknown,
        processorPerThousand: unknown,
        residentMebibytes: unknown,
      };
    },
    close: async () => {
      await statements.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Enough for writers of single rows not to wait for each other; below pgbench's limit of 128. */
const differentTransactions = 64;

async function transactionsOf(workload: Workload, statements: StatementSource): Promise<readonly Transaction[]> {
  const count = isDeepStrictEqual(workload.api(0), workload.api(1)) ? 1 : differentTransactions;
  const transactions: Transaction[] = [];
  for (let n = 0; n < count; n += 1) {
    const transaction = await statements.transactionOf(workload.api(n));
    if (transaction !== null) transactions.push(transaction);
  }
  return transactions;
}

function server(
  { load, connections }: Arena,
  name: ContenderName,
  title: string,
  form: 'api' | 'handWritten',
  { url, pid, close }: ServerProcess,
): Contender {
  return {
    name,
    title,
    measure: async (workload, seconds) => {
      const before = processorSeconds(pid);
      const {
        requests,
        seconds: elapsed,
        p50,
        p99,
      } = await load.run({
        url,
        form,
        workloads: [workload.name],
        connections,
        seconds,
      });
      return {
        requestsPerSecond: requests / elapsed,
        p50,
        p99,
        processorPerThousand: ((processorSeconds(pid) - before) / requests) * 1000,
        residentMebibytes: residentMebibytes(pid),
      };
    },
    close,
  };
}
