import type { TestProject } from 'vitest/node';
import { startCluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's URI of the PostgreSQL server that all tests share. */
    readonly serverUri: string;
  }
}

/**
 * One PostgreSQL server for the whole test run: the one of `TEST_DB_URI` (a superuser's URI), or a fresh one of
 * version `TEST_PG_VERSION` (14 … 18).
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { TEST_DB_URI: uri, TEST_PG_VERSION: major = '18' } = process.env;
  if (uri !== undefined && uri !== '') {
    project.provide('serverUri', uri);
    return undefined;
  }
  const cluster = await startCluster(major);
  project.provide('serverUri', cluster.uri);
  return () => cluster.stop();
}
