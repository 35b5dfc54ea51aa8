import type { HttpResponse } from '../http/message.ts';
import { planInfo } from '../plan/index.ts';
import type { DescribeEndpointPlan, InfoPlan } from '../plan/plan.ts';
import { varyHeader } from './data-response.ts';
import { relationDescription, routineDescription } from './endpoint-description.ts';
import { allowedMethods, infoResponse } from './info-response.ts';
import type { ApiDescription, JsonObject } from './openapi/description.ts';
import { type DescribeRequest, queryObjects } from './openapi/query.ts';

/**
 * The answer to an OPTIONS request that asks for JSON: the relation or routine as the root document would show it, by
 * `openapi-mode` and the role's privileges. What the document would not show is answered as PostgREST does, without a
 * description.
 *
 * @throws ApiError PGRST107, 122, 128, 202, 203 for routines that are not described
 */
export async function endpointResponse(describe: DescribeRequest<DescribeEndpointPlan>): Promise<HttpResponse> {
  const { plan, request, cache, config, clock } = describe;
  const found = config.openapiMode === 'disabled' ? null : findEndpoint(await queryObjects(describe), plan);
  if (found === null) {
    return infoResponse(planInfo(request, plan.resource, cache, config), request, cache, clock);
  }
  const body = JSON.stringify(found.description);
  const timing = clock.serverTiming();
  return {
    status: 200,
    statusText: null,
    headers: [
      ['Content-Length', String(Buffer.byteLength(body))],
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Access-Control-Allow-Origin', '*'],
      ['Allow', allowedMethods(found.endpoint, request, cache)],
      ...(timing === null ? [] : [timing]),
      varyHeader,
    ],
    body,
  };
}

interface Endpoint {
  readonly endpoint: InfoPlan;
  readonly description: JsonObject;
}

function findEndpoint(visible: ApiDescription, { resource }: DescribeEndpointPlan): Endpoint | null {
  switch (resource.kind) {
    case 'relation': {
      const table = visible.tables.find(({ name }) => name === resource.name);
      if (table === undefined) return null;
      return {
        endpoint: { kind: 'info', resource, routine: null },
        description: relationDescription(table, visible.relationships(table)),
      };
    }
    case 'routine': {
      const overloads = visible.routines.filter(({ name }) => name === resource.name);
      // One overload that can be read with GET makes the path answer GET.
      const routine = overloads.find(({ volatility }) => volatility !== 'volatile') ?? overloads[0];
      if (routine === undefined) return null;
      return { endpoint: { kind: 'info', resource, routine }, description: routineDescription(routine, overloads) };
    }
  }
}
