import { readdirSync, readFileSync } from 'node:fs';

/** The settings that the demo database is made for, as environment variables. */
export const demoOptions: Readonly<Record<string, string>> = {
  PGRST_DB_SCHEMAS: 'api',
  PGRST_DB_ANON_ROLE: 'web_anon',
  PGRST_JWT_SECRET: 'the-demo-secret-is-known-to-everybody',
  PGRST_DB_AGGREGATES_ENABLED: 'true',
};

const directory = new URL('../../demo/', import.meta.url);

/** The demo's SQL files, in the order of their names. */
export function demoScripts(): readonly string[] {
  const files = readdirSync(directory).filter((name) => name.endsWith('.sql'));
  return files.sort().map((name) => readFileSync(new URL(name, directory), 'utf8'));
}

/** What a newcomer reads once the demo serves. */
export function demoBanner(address: string): string {
  const url = `http://${address.replace(/^(0\.0\.0\.0|\[::\])/, 'localhost')}`;
  return `
The demo database (exploration of the solar system) is served at ${url}

Try:
  curl "${url}/bodies?kind=eq.planet&select=name,moons(name)&order=id"
  curl "${url}/launches?launched_on=gte.2020-01-01&select=launched_on,rocket,missions(name)&order=launched_on.desc"
  curl "${url}/"

Your own database:
  npx postgrest postgres://user:password@localhost:5432/my_db --schema public --anonymous user

`;
}
