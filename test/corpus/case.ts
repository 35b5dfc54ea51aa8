/** The recorded cases of the corpus; README.md in this folder describes every member. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository-root.ts';

export interface CorpusCase {
  /** `<chapter>/<section>/<number>`. */
  readonly id: string;
  readonly group: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly stateful?: true;
  readonly rowOrder?: 'unspecified';
  readonly serverText?: true;
  readonly expect: ExpectedAnswer;
}

export interface ExpectedAnswer {
  readonly status: number;
  readonly reason?: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly bodyIgnored?: true;
}

export const corpusDirectory: string = path.join(repositoryRoot, 'test', 'corpus');

/** `<chapter>/<section>` of a case. */
export function sectionOf({ id }: CorpusCase): string {
  return id.slice(0, id.lastIndexOf('/'));
}

/** Whether an id is, or lies below, one of the `prefixes` (`reading`, `reading/order`, `reading/order/004`). */
export function isBelow(id: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => id === prefix || id.startsWith(`${prefix}/`));
}

/** All cases, in the order of their files' names and then as they stand in the file. */
export function readCases(): readonly CorpusCase[] {
  const root = path.join(corpusDirectory, 'cases');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(path.join(root, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CorpusCase);
}

/** The text of a group's configuration file, placeholders filled. */
export function configurationOf(group: string, databaseUri: string, port = 0): string {
  return readFileSync(path.join(corpusDirectory, 'config', `${group}.conf`), 'utf8')
    .replace('{{DB_URI}}', databaseUri)
    .replace('{{PORT}}', String(port));
}

/**
 * Cases that are not expected to pass yet: id, or the chapter or section of ids → why. Empty in the end.
 */
export function readExpectedFailures(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(path.join(corpusDirectory, 'expected-failures.json'), 'utf8'));
}
