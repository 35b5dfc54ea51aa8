/** A person's way through a react-admin application over the demo database, in Chromium. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoOptions } from '../../src/cli/demo.ts';
import { demoScripts } from '../demo/demo-scripts.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { repositoryRoot } from '../repository-root.ts';
import { startServer, type TestServer } from '../server.ts';
import { type ServedApp, serveApp } from './serve-app.ts';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);
const screenshots = path.join(repositoryRoot, 'test/browser/screenshots');
// The editor ada, see demo/README.md.
const token =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoiZWRpdG9yIiwic3ViIjoiYWRhIn0.gufBVPfs24Jrv23LK5rQIOirh_teSZeg5KBu8PF_Jww';

describe.skipIf(program === undefined)(`react-admin${program === undefined ? ' (no Chromium here)' : ''}`, () => {
  let database: TestDatabase;
  let server: TestServer;
  let app: ServedApp;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    installApp();
    database = await createTestDatabase(demoScripts);
    server = await startServer({ dbUri: database.uri(), environment: demoOptions });
    app = await serveApp();
    browser = await chromium.launch({
      executablePath: program!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    page = await browser.newPage({ viewport: { width: 1100, height: 540 } });
    page.setDefaultTimeout(15_000);
    await page.goto(`${app.url}/?${new URLSearchParams({ api: server.url, token })}`);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await server?.close();
    await database?.drop();
  });

  const rows = () => page.locator('tbody tr');
  const names = () => page.locator('tbody .column-name').allTextContents();
  const shows = (...first: readonly string[]) =>
    expect.poll(async () => (await names()).slice(0, first.length), { timeout: 15_000 }).toEqual(first);
  const screenshot = (name: string) => page.screenshot({ path: path.join(screenshots, `${name}.png`) });

  test('a list, with references to other records and the total', async () => {
    await shows('Sun', 'Jupiter', 'Saturn');
    await page.getByText('1-10 of 53').waitFor();
    expect(await rows().count()).toBe(10);
    await expect.poll(() => rows().nth(1).locator('.column-orbits_id').textContent()).toBe('Sun');
    await screenshot('list');
  });

  test('sorting by a column', async () => {
    await page.locator('thead').getByText('Name').click();
    await shows('1P/Halley', '67P/Churyumov–Gerasimenko');
    await page.locator('thead').getByText('Mean radius (km)').click();
    await shows('Dimorphos');
    await page.locator('thead').getByText('Mean radius (km)').click();
    await shows('Sun', 'Jupiter');
  });

  test('pages', async () => {
    await page.getByRole('button', { name: 'Go to page 6' }).click();
    await page.getByText('51-53 of 53').waitFor();
    await expect.poll(() => rows().count()).toBe(3);
    await page.getByRole('button', { name: 'Go to page 1' }).click();
    await shows('Sun', 'Jupiter');
  });

  test('filters', async () => {
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'moon', exact: true }).click();
    await shows('Ganymede', 'Titan', 'Callisto');
    await page.getByText('1-10 of 25').waitFor();
    await screenshot('filtered');
    await page.getByRole('textbox', { name: 'Name' }).fill('tITan');
    await expect.poll(names, { timeout: 15_000 }).toEqual(['Titan', 'Titania']);
  });

  test('editing, as far as row-level security allows', async () => {
    await page.getByRole('menuitem', { name: 'Facts' }).click();
    await page.getByText('Io is the body').click();
    const text = page.getByLabel('Text');
    await expect.poll(() => text.inputValue()).toContain('Io is the body');
    await text.fill('Io has more than 400 active volcanoes.');
    await screenshot('edit');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('tbody').getByText('Io has more than 400 active volcanoes.').waitFor();

    // This one is somebody else's: the database does not let ada change it.
    await page.getByText('Ganymede is larger').click();
    await expect.poll(() => text.inputValue()).toContain('Ganymede');
    await text.fill('Ganymede is small.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Cannot coerce the result to a single JSON object').waitFor();
    await screenshot('refused');
  });

  test('the application passes the type checker', () => {
    const compiler = path.join(repositoryRoot, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', 'test/browser/app'], { cwd: repositoryRoot, stdio: 'inherit' });
  });
});

/** The application's dependencies are its own, so that nobody else has to install them. */
function installApp(): void {
  const directory = path.join(repositoryRoot, 'test/browser/app');
  const modified = (file: string) => statSync(path.join(directory, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (modified('node_modules/.package-lock.json') >= modified('package-lock.json')) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: directory, stdio: 'inherit' });
}
