import type { Header, HttpResponse } from '../http/message.ts';
import type { StageClock } from '../observe/stage-clock.ts';
import { findTable } from '../plan/index.ts';
import type { InfoPlan } from '../plan/plan.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { SchemaCache, Table } from '../schema-cache/model.ts';
import { varyHeader } from './data-response.ts';

/**
 * The answer to OPTIONS: what the object supports, by the schema cache and not by privileges (spec
 * auth-transactions-errors 5.2, 5.3).
 *
 * @throws ApiError PGRST205 for an unknown relation
 */
export function infoResponse(plan: InfoPlan, request: ApiRequest, cache: SchemaCache, clock: StageClock): HttpResponse {
  const headers: Header[] = [
    ['Content-Length', '0'],
    ['Access-Control-Allow-Origin', '*'],
    ['Allow', allowedMethods(plan, request, cache)],
  ];
  const timing = clock.serverTiming();
  if (timing !== null) headers.push(timing);
  headers.push(varyHeader);
  return { status: 200, statusText: null, headers, body: '' };
}

/** Value of `Allow`. */
export function allowedMethods({ resource, routine }: InfoPlan, request: ApiRequest, cache: SchemaCache): string {
  switch (resource.kind) {
    case 'root':
      return 'OPTIONS,GET,HEAD';
    case 'routine':
      return routine?.volatility === 'volatile' ? 'OPTIONS,POST' : 'OPTIONS,GET,HEAD,POST';
    case 'relation':
      return relationMethods(findTable(cache, request.schema, resource.name));
  }
}

function relationMethods({ insertable, updatable, deletable, primaryKey }: Table): string {
  const methods = ['OPTIONS', 'GET', 'HEAD'];
  if (insertable) methods.push('POST');
  if (insertable && updatable && primaryKey.length > 0) methods.push('PUT');
  if (updatable) methods.push('PATCH');
  if (deletable) methods.push('DELETE');
  return methods.join(',');
}
