/** The command over a database with the water works of `fixtures/pumps.sql`. */
import { get } from 'node:http';
import { type CommandOptions, type CommandProcess, startCommand } from './command-process.ts';
import { freePort } from './free-port.ts';
import { type TestDatabase, withClient } from './postgres/database.ts';

export interface PumpServer extends CommandProcess {
  readonly url: string;
  readonly adminUrl: string;
}

/** The variables of a server of the water works on the given database. */
export function pumpEnvironment(uri: string): Readonly<Record<string, string>> {
  return {
    PGRST_DB_URI: uri,
    PGRST_DB_SCHEMAS: 'pumps',
    PGRST_DB_ANON_ROLE: 'pumps_reader',
    PGRST_SERVER_HOST: '127.0.0.1',
  };
}

/** Starts a server and resolves when it accepts requests; `uri` says as whom it logs in where. */
export async function startPumpServer(
  uri: string,
  environment: Readonly<Record<string, string>> = {},
  options: Omit<CommandOptions, 'environment'> = {},
): Promise<PumpServer> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const command = startCommand({
    ...options,
    environment: {
      ...pumpEnvironment(uri),
      PGRST_SERVER_PORT: String(port),
      PGRST_ADMIN_SERVER_PORT: String(adminPort),
      ...environment,
    },
  });
  try {
    await command.logged('API server listening');
  } catch (error) {
    await command.close();
    throw error;
  }
  return { ...command, url: `http://127.0.0.1:${port}`, adminUrl: `http://127.0.0.1:${adminPort}` };
}

/** The status of GET, without a connection kept alive; 0 when there is no answer. */
export function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    }).on('error', () => resolve(0));
  });
}

/** Whether one call of `pumps.wait` is under way. */
export function isWaiting(database: TestDatabase): Promise<boolean> {
  return withClient(database.uri(), async (client) => {
    const { rowCount } = await client.query("select from pg_stat_activity where wait_event = 'PgSleep'");
    return rowCount === 1;
  });
}

/** Asks again and again until the condition holds. Ends with the test's own time limit at the latest. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
