/** Does what a page tells its reader to do, in a directory of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../free-port.ts';
import { type Cluster, startCluster } from '../../postgres/cluster.ts';
import { repositoryRoot } from '../../repository-root.ts';
import { type Block, blocksOf } from './blocks.ts';

/** What a command of a page printed, beside what the page says it prints. */
export interface Answer {
  readonly block: Block;
  readonly expected: string;
  readonly actual: string;
}

/**
 * Runs the blocks of a page in order: `sql`, `js` and `ini` are saved under the name that the line before has in
 * backticks; `sh` starting with `npx postgrest` starts the page's server, in place of the one before; other `sh` runs in
 * bash, and a `json` or `text` block right after it is what it prints. Other blocks are left alone.
 * `http://localhost:3000` is the demo, port 4000 the page's server, `postgres://…@localhost` a PostgreSQL of the page's.
 */
export async function runPage(markdown: string, demoUrl: string): Promise<readonly Answer[]> {
  const page = new Page(demoUrl, await freePort());
  try {
    if (markdown.includes('```sh\npsql')) await page.startPostgres();
    const answers: Answer[] = [];
    let printed: string | null = null;
    for (const block of blocksOf(markdown)) {
      if (printed !== null && block.follows && /^(json|text)$/.test(block.language)) {
        answers.push({ block, expected: comparable(block.text), actual: comparable(printed) });
      }
      printed = await page.run(block);
    }
    return answers;
  } finally {
    await page.close();
  }
}

/** Without what differs from one run to the next. */
function comparable(text: string): string {
  return text
    .replaceAll('\r', '')
    .replace(/^(Date|Server|Connection|Keep-Alive|Transfer-Encoding): .*\n/gm, '')
    .trimEnd();
}

class Page {
  readonly #directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-page-'));
  readonly #demoUrl: string;
  readonly #port: number;
  #cluster: Cluster | null = null;
  #server: ChildProcess | null = null;
  /** Assignments of earlier blocks, which a reader's shell would remember. */
  #variables = '';

  constructor(demoUrl: string, port: number) {
    this.#demoUrl = demoUrl;
    this.#port = port;
  }

  async startPostgres(): Promise<void> {
    this.#cluster = await startCluster('18');
  }

  /** Gives what a shell block printed, else null. */
  async run({ language, text, intro }: Block): Promise<string | null> {
    if (language === 'sql' || language === 'js' || language === 'ini') {
      writeFileSync(path.join(this.#directory, fileName(intro)), this.#local(text));
    } else if (language === 'sh') {
      if (text.startsWith('npx postgrest')) await this.#startServer(text);
      else if (/^([A-Z]+=(\$\(.*\)|\S*)\n?)+$/.test(text)) this.#variables += `${text}\n`;
      else return this.#print(text);
    }
    return null;
  }

  async close(): Promise<void> {
    await this.#stopServer();
    await this.#cluster?.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** The text with this run's addresses in it. */
  #local(text: string): string {
    const { host = '' } = this.#cluster === null ? {} : new URL(this.#cluster.uri);
    return text
      .replaceAll('http://localhost:3000', this.#demoUrl)
      .replaceAll('localhost:4000', `localhost:${this.#port}`)
      .replaceAll('--port 4000', `--port ${this.#port}`)
      .replaceAll('@localhost/', `@${host}/`);
  }

  #script(text: string): string {
    const program = path.join(repositoryRoot, 'bin/postgrest.js');
    const psql = path.join(import.meta.dirname, 'psql.mjs');
    return `
npx() { shift; "${process.execPath}" "${program}" "$@"; }
psql() { "${process.execPath}" "${psql}" "${this.#cluster?.uri ?? ''}" "$@"; }
${this.#variables}${this.#local(text)}`;
  }

  #print(text: string): string {
    const script = this.#script(text.replaceAll(/\bcurl /g, 'curl -s '));
    const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { cwd: this.#directory, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${text}\nended with ${status}\n${stderr}`);
    return stdout;
  }

  async #startServer(text: string): Promise<void> {
    await this.#stopServer();
    const server = spawn('bash', ['-c', this.#script(text)], {
      cwd: this.#directory,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#server = server;
    let log = '';
    server.stdout.on('data', (chunk) => {
      log += chunk;
    });
    server.stderr.on('data', (chunk) => {
      log += chunk;
    });
    while (!(await isServing(this.#port))) {
      if (server.exitCode !== null) throw new Error(`${text}\nended\n${log}`);
      await delay(50);
    }
  }

  async #stopServer(): Promise<void> {
    const server = this.#server;
    if (server?.pid === undefined || server.exitCode !== null) return;
    const end = new Promise((resolve) => server.once('close', resolve));
    // The whole group: the shell would not pass the signal on.
    process.kill(-server.pid, 'SIGTERM');
    await end;
  }
}

function fileName(intro: string): string {
  const [, name] = /`([\w-]+\.(?:sql|conf|mjs))`/.exec(intro) ?? [];
  if (name === undefined) throw new Error(`no file name in '${intro}'`);
  return name;
}

async function isServing(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://localhost:${port}/`);
    return response.status !== 503;
  } catch {
    return false;
  }
}
