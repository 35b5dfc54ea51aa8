import { parseArgs } from 'node:util';
import { type ContenderName, contenderNames } from './contender.ts';
import { type Workload, workloadNamed, workloads } from './workloads.ts';

export interface Options {
  readonly workloads: readonly Workload[];
  readonly contenders: readonly ContenderName[];
  readonly rounds: number;
  /** Of one measurement. */
  readonly seconds: number;
  readonly connections: number;
  /** Milliseconds between server and database, both directions together; a table for each. */
  readonly latencies: readonly number[];
  /** More lines of the configuration, such as `log-level = "info"`. */
  readonly settings: readonly string[];
  /** Whether our server runs under the CPU profiler; its heaviest functions are then listed. */
  readonly profile: boolean;
  /** Whether bench/RESULTS.md is left alone. */
  readonly dry: boolean;
}

export const usage = `npm run bench -- [OPTIONS]

  --only NAMES        of ${workloads.map(({ name }) => name).join(', ')}
  --servers NAMES     of ${contenderNames.join(', ')}
  --rounds N          rounds, the table shows medians (3)
  --seconds N         of one measurement (2)
  --connections N     client connections (32)
  --latency LIST      milliseconds between server and database (0,1)
  --set 'NAME = VALUE'  configuration of our server; repeatable
  --cpu-prof          profile our server, list its heaviest functions
  --dry               do not write bench/RESULTS.md

BENCH_OTHER=PROGRAM   measures a PostgREST-compatible program as well; it is given the same configuration file
`;

/** @throws TypeError or Error when the arguments are wrong */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      servers: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '2' },
      connections: { type: 'string', default: '32' },
      latency: { type: 'string', default: '0,1' },
      set: { type: 'string', multiple: true, default: [] },
      'cpu-prof': { type: 'boolean', default: false },
      dry: { type: 'boolean', default: false },
    },
  });
  return {
    workloads: values.only === undefined ? workloads : values.only.split(',').map(workloadNamed),
    contenders: values.servers === undefined ? contenderNames : values.servers.split(',').map(contenderNamed),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    connections: positive('connections', values.connections),
    latencies: values.latency.split(',').map(Number),
    settings: values.set,
    profile: values['cpu-prof'],
    dry: values.dry,
  };
}

function contenderNamed(text: string): ContenderName {
  const name = contenderNames.find((candidate) => candidate === text);
  if (name === undefined) throw new Error(`--servers ${text}: there are ${contenderNames.join(', ')}`);
  return name;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} ${text}: not a number above 0`);
  return value;
}
