import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { type Contender, type ContenderName, labels } from './contender.ts';
import { goals, isReached } from './goals.ts';
import type { Options } from './options.ts';
import type { Results } from './results.ts';

/** The machine, the versions and the options, as Markdown. */
export function reportHead(options: Options, databaseVersion: string): string {
  const [processor] = cpus();
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return [
    '# Results',
    '',
    `${cpus().length} × ${processor?.model.trim()}, ${memory}, ${type()} ${release()}; Node ${process.versions.node}, PostgreSQL ${databaseVersion}; commit ${commit()}.`,
    '',
    `Medians of ${options.rounds} rounds of ${options.seconds} s, ${options.connections} connections${options.settings.length > 0 ? `, ${options.settings.join(', ')}` : ''}. What the columns mean and how to run it: [README.md](README.md).`,
    '',
  ].join('\n');
}

/** One table of all workloads and contenders, then the goals, as Markdown. */
export function reportTables(
  latency: number,
  options: Options,
  contenders: readonly Contender[],
  results: Results,
): string {
  const lines = [
    latency === 0 ? '## Loopback' : `## ${latency} ms between server and database`,
    '',
    ...contenders.map(({ name, title }) => `- ${labels[name]}: ${title}`),
    '',
    '| workload | server | requests/s | ÷ A | ÷ B | ÷ C | p50 ms | p99 ms | CPU s / 1,000 | MiB |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const { name, title } of options.workloads) {
    for (const contender of contenders) {
      if (results.has(name, contender.name))
        lines.push(`| ${title} | ${contenderRow(name, contender.name, results)} |`);
    }
  }
  return [...lines, '', ...goalLines(results), ''].join('\n');
}

function contenderRow(workload: string, contender: ContenderName, results: Results): string {
  const median = (field: Parameters<Results['median']>[2], digits: number) =>
    figure(results.median(workload, contender, field), digits);
  const against = (other: ContenderName) =>
    contender === other ? '' : figure(results.ratio('requestsPerSecond', [workload, contender], [workload, other]), 2);
  return [
    labels[contender],
    median('requestsPerSecond', 0),
    against('one-query'),
    against('round-trips'),
    against('ceiling'),
    median('p50', 2),
    median('p99', 2),
    median('processorPerThousand', 3),
    median('residentMebibytes', 0),
  ].join(' | ');
}

function goalLines(results: Results): string[] {
  const measured = goals.map((goal) => ({ goal, value: goal.measured(results) }));
  const lines = measured
    .filter(({ value }) => !Number.isNaN(value))
    .map(({ goal, value }) => {
      const verdict = isReached(goal, value) ? 'reached' : '**missed**';
      return `| ${goal.title} | ${goal.bound} ${goal.value} | ${figure(value, 2)} | ${verdict} |`;
    });
  if (lines.length === 0) return [];
  return ['| goal | wanted | measured | |', '| --- | --- | ---: | --- |', ...lines];
}

/** Empty for what was not measured. */
function figure(value: number, digits: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(digits);
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
