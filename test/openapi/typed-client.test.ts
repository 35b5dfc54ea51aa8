/** The OpenAPI 3.1 document as types: `openapi-typescript` makes them, the compiler checks programs against them. */
import path from 'node:path';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoScripts } from '../demo/demo-scripts.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { repositoryRoot } from '../repository-root.ts';
import { startServer } from '../server.ts';

let database: TestDatabase;
let types: string;
beforeAll(async () => {
  database = await createTestDatabase(demoScripts);
  const server = await startServer({
    dbUri: database.uri(),
    dbSchemas: ['api'],
    dbAnonRole: 'editor',
    openapiVersion: '3.1',
  });
  try {
    const document = (await (await fetch(server.url)).json()) as OpenAPI3;
    types = astToString(await openapiTypescript(document));
  } finally {
    await server.close();
  }
});
afterAll(() => database.drop());

/** The compiler's messages about a program that may import from `./api`. */
function compile(program: string): readonly string[] {
  const sources: Readonly<Record<string, string>> = { 'program.ts': program, 'api.ts': types };
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  const sourceOf = (file: string) => sources[path.basename(file)];
  host.getCurrentDirectory = () => repositoryRoot;
  host.fileExists = (file) => sourceOf(file) !== undefined || fileExists(file);
  host.readFile = (file) => sourceOf(file) ?? readFile(file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const source = sourceOf(file);
    if (source === undefined) return getSourceFile(file, languageVersion, ...rest);
    return ts.createSourceFile(file, source, languageVersion);
  };
  const found = ts.getPreEmitDiagnostics(ts.createProgram(['program.ts'], options, host));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('rows, filters, bodies, results and errors are typed', () => {
  const program = `
    import type { components, operations, paths } from './api';

    type Content<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : never;

    // Rows: every column, null where the database allows it.
    declare const bodies: Content<paths['/bodies']['get']['responses'][200]>;
    const kind: 'star' | 'planet' | 'dwarf planet' | 'moon' | 'asteroid' | 'comet' | null = bodies[0]!.kind;
    const radius: number | null = bodies[0]!.mean_radius_km;
    const discoverers: string[] | null = bodies[0]!.discoverers;
    // @ts-expect-error: it may be null
    const name: string = bodies[0]!.name;
    // @ts-expect-error: no such column
    bodies[0]!.mass;

    // One object instead of an array, by media type.
    declare const one: paths['/facts']['get']['responses'][200]['content']['application/vnd.pgrst.object+json'];
    const id: number = one.id;
    const reviewed: boolean = one.reviewed;

    // Filters: a parameter for each column.
    const query: NonNullable<paths['/bodies']['get']['parameters']['query']> = {
      kind: 'eq.planet',
      mean_radius_km: 'gt.10000',
      order: 'name',
      limit: 3,
    };
    // @ts-expect-error: the type of a parameter
    query.limit = 'three';

    // Inserts: what must be given, what may be, and what cannot.
    type NewFact = components['schemas']['facts.insert'];
    const fact: NewFact = { body_id: 40, text: 'Mars has two moons.' };
    const reviewedFact: NewFact = { ...fact, reviewed: true };
    // @ts-expect-error: the text is missing
    const incomplete: NewFact = { body_id: 40 };
    // @ts-expect-error: the identity is generated always
    const numbered: NewFact = { id: 1, body_id: 40, text: '' };
    const body: operations['facts.insert']['requestBody']['content']['application/json'] = [fact, reviewedFact];
    const change: operations['facts.update']['requestBody']['content']['application/json'] = { reviewed: true };

    // Functions: arguments and results, of rows and of one value.
    const call: components['schemas']['rpc.missions_to.arguments'] = { body: 'Mars' };
    const read: paths['/rpc/missions_to']['get']['parameters']['query'] = { body: 'Mars', crewed: 'is.false' };
    // @ts-expect-error: the argument is required
    const careless: paths['/rpc/missions_to']['get']['parameters']['query'] = {};
    declare const missions: Content<paths['/rpc/missions_to']['post']['responses'][200]>;
    const crewed: boolean | null = missions[0]!.crewed;
    declare const day: Content<paths['/rpc/first_visit']['get']['responses'][200]>;
    const text: string | null = day;

    // Errors.
    declare const error: Content<paths['/bodies']['get']['responses'][404]>;
    const code: string = error.code;
    const hint: string | null = error.hint;

    export { body, call, careless, change, code, crewed, discoverers, hint, id, incomplete, kind, name, numbered, query,
      radius, read, reviewed, text };
  `;
  expect(compile(program)).toEqual([]);
});
