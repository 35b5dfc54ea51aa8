/**
 * `npm run corpus`: replays the recorded cases against a server and counts, per section, how many answers are the
 * recorded ones.
 */
import { parseArgs } from 'node:util';
import { freePort } from '../free-port.ts';
import { HttpConnection } from '../http-client.ts';
import { startCluster } from '../postgres/cluster.ts';
import { ownCommand, startServerProcess } from '../server-process.ts';
import { type CorpusCase, configurationOf, isBelow, readCases, readExpectedFailures } from './case.ts';
import { createCorpusDatabases } from './database.ts';
import { type DatabaseTraits, replayCase, skipReason } from './replay-case.ts';
import { type Outcome, printReport } from './report.ts';

const usage = `npm run corpus -- [options]

  --command 'postgrest {config}'  server to start for each group; default: this project's own
  --url GROUP=URL                 replay GROUP against a running server instead, its database loaded by you; repeatable
  --pg-version N                  PostgreSQL major: with --url, the one behind it (default 15, with libxml);
                                  otherwise the one to start (default 18). TEST_DB_URI names a running one.
  --only PREFIX                   chapter, section or case, e.g. reading/order; repeatable
  --group GROUP                   one group only; repeatable
  --show N                        print the first N failures in full; default 0
  --help`;

const connectionsPerServer = 4;

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      command: { type: 'string' },
      url: { type: 'string', multiple: true },
      'pg-version': { type: 'string' },
      only: { type: 'string', multiple: true },
      group: { type: 'string', multiple: true },
      show: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  if (options.help) {
    console.log(usage);
    return;
  }
  const { only, group: groups } = options;
  const cases = readCases()
    .filter(({ id }) => only === undefined || isBelow(id, only))
    .filter(({ group }) => groups === undefined || groups.includes(group));

  const outcomes =
    options.url === undefined
      ? await replayWithOwnServers(cases, options.command?.split(/\s+/) ?? ownCommand, options['pg-version'] ?? '18')
      : await replayAgainst(cases, options.url, { major: Number(options['pg-version'] ?? 15), xml: true });
  const { failed } = printReport(outcomes, readExpectedFailures(), Number(options.show));
  process.exitCode = failed === 0 ? 0 : 1;
}

async function replayAgainst(
  cases: readonly CorpusCase[],
  urls: readonly string[],
  traits: DatabaseTraits,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const pair of urls) {
    const separator = pair.indexOf('=');
    const group = pair.slice(0, separator);
    const url = pair.slice(separator + 1);
    outcomes.push(
      ...(await replayGroup(
        cases.filter((recorded) => recorded.group === group),
        url,
        traits,
      )),
    );
  }
  return outcomes;
}

async function replayWithOwnServers(
  cases: readonly CorpusCase[],
  command: readonly string[],
  major: string,
): Promise<readonly Outcome[]> {
  const { TEST_DB_URI: givenUri } = process.env;
  const cluster = givenUri === undefined ? await startCluster(major) : null;
  try {
    const databases = await createCorpusDatabases(cluster?.uri ?? givenUri ?? '');
    const outcomes: Outcome[] = [];
    for (const group of new Set(cases.map((recorded) => recorded.group))) {
      const port = await freePort();
      const configuration = configurationOf(group, databases.uriFor(group), port);
      const groupCases = cases.filter((recorded) => recorded.group === group);
      try {
        const server = await startServerProcess(command, configuration, port);
        outcomes.push(...(await replayGroup(groupCases, server.url, databases.traits)));
        await server.close();
      } catch (error) {
        console.error(`group ${group}: ${error instanceof Error ? error.message : error}`);
        const differences = [{ what: 'server', expected: 'started', actual: `group ${group} did not start` }];
        outcomes.push(...groupCases.map((recorded) => ({ recorded, skipped: null, differences })));
      }
    }
    await databases.drop();
    return outcomes;
  } finally {
    await cluster?.stop();
  }
}

/** The stateful group in order, on one connection; all others on several. */
async function replayGroup(
  cases: readonly CorpusCase[],
  url: string,
  traits: DatabaseTraits,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = cases.values();
  const work = async () => {
    const connection = new HttpConnection(url);
    for (const recorded of queue) {
      const skipped = skipReason(recorded, traits);
      const differences = skipped === null ? await replayCase(recorded, connection, traits) : [];
      outcomes.push({ recorded, skipped, differences });
    }
    connection.close();
  };
  const stateful = cases.some((recorded) => recorded.stateful === true);
  await Promise.all(Array.from({ length: stateful ? 1 : connectionsPerServer }, work));
  return outcomes;
}

await main();
