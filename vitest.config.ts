import { defineConfig } from 'vitest/config';

/** Another release of postgrest-js for its tests, by the path of its module. */
const { TEST_POSTGREST_JS: postgrestJs } = process.env;

export default defineConfig({
  resolve: { alias: postgrestJs === undefined ? {} : { '@supabase/postgrest-js': postgrestJs } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Each file has its own database; more workers than cores only make them wait for each other.
    pool: 'forks',
    poolOptions: { forks: { minForks: 1, maxForks: 2 } },
    reporters: ['default', './test/plain-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/**/*.test.ts'],
          exclude: ['test/package/**'],
          globalSetup: ['test/postgres/global-setup.ts'],
          provide: { engine: 'postgres' },
        },
      },
      {
        // The tests that know the database through the server only, once more, on the embedded one.
        extends: true,
        test: {
          name: 'pglite',
          include: ['test/spec/corpus.test.ts', 'test/spec/robustness/*.test.ts'],
          provide: { engine: 'pglite' },
        },
      },
      {
        // What is built and shipped: the command and the package.
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/*.test.ts'],
          globalSetup: ['test/package/build.ts', 'test/postgres/global-setup.ts'],
        },
      },
    ],
  },
});
