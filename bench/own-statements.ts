import { createApp } from '../src/app.ts';
import type { Authentication } from '../src/auth/authentication.ts';
import { loadConfig } from '../src/config/index.ts';
import type { Transaction } from '../src/database/transaction.ts';
import { createInstance } from '../src/lifecycle/instance.ts';
import { allHeaders, type BenchRequest } from './request.ts';
import { tokenRole } from './tokens.ts';

/** Tells which transaction a request becomes. */
export interface StatementSource {
  /** Null for requests that are answered without the database. */
  transactionOf(request: BenchRequest): Promise<Transaction | null>;
  close(): Promise<void>;
}

/** Runs this project's own pipeline up to the database, in this process. `configurationFile`: of the measured server. */
export async function openStatementSource(configurationFile: string): Promise<StatementSource> {
  const sources = { file: configurationFile, environment: {}, flags: new Map() };
  const instance = createInstance({
    config: loadConfig(sources),
    sources,
    embedded: null,
    environment: {},
    observe: () => {},
    traceRequest: null,
    onFatal: () => {},
  });
  instance.start();
  await instance.loader.loaded;

  let captured: Transaction | null = null;
  const handle = createApp({
    state: instance.state,
    database: {
      ...instance.database,
      run: (transaction) => {
        captured = transaction;
        return Promise.reject(new Error('not run'));
      },
    },
    authenticate,
    observe: () => {},
    traceRequest: null,
    onUnavailable: () => {},
  });
  return {
    transactionOf: async (request) => {
      captured = null;
      await handle({
        method: request.method,
        target: request.target,
        headers: allHeaders(request).flat(),
        body: Buffer.from(request.body),
        remoteAddress: '127.0.0.1',
        httpVersion: '1.1',
      });
      return captured;
    },
    close: () => instance.close(),
  };
}

/** Only role and size of the claims count here. */
function authenticate(authorization: string | null): Authentication {
  const authenticated = authorization !== null;
  const role = authenticated ? tokenRole : 'bench_anon';
  return { role, claims: JSON.stringify({ role }), authenticated };
}
