import type { Header, HttpResponse } from '../http/message.ts';
import type { RequestHandler } from './handler.ts';

/** What the admin server reports on (spec operations 7). */
export interface AdminState {
  /** The process serves: the API socket is open (and its file exists). */
  live(): boolean;
  /** The schema cache is loaded and the database reachable: listener on, or `SELECT 1` succeeds without a listener. */
  ready(): Promise<boolean>;
  /** The schema cache as one JSON document; null while none is loaded. */
  schemaCacheJson(): string | null;
  /** All metrics in Prometheus text format. */
  metricsText(): Promise<string>;
}

/**
 * The admin server's handler: `/live`, `/ready`, `/schema_cache`, `/metrics`, 404 for everything else. Method and
 * query string do not matter. Serve it with `createHttpServer`.
 */
export function createAdminHandler(state: AdminState): RequestHandler {
  return async ({ target }) => {
    const query = target.indexOf('?');
    switch (query < 0 ? target : target.slice(0, query)) {
      case '/live':
        return empty(state.live() ? 200 : 500);
      case '/ready':
        return empty(await readiness(state));
      case '/schema_cache':
        return { status: 200, statusText: null, headers: [], body: state.schemaCacheJson() };
      case '/metrics':
        return { status: 200, statusText: null, headers: metricsHeaders, body: await state.metricsText() };
      default:
        return empty(404);
    }
  };
}

const metricsHeaders: readonly Header[] = [['Content-Type', 'text/plain; charset=utf-8']];

async function readiness(state: AdminState): Promise<number> {
  if (!(await state.ready())) return 503;
  return state.live() ? 200 : 500;
}

function empty(status: number): HttpResponse {
  return { status, statusText: null, headers: [], body: null };
}
