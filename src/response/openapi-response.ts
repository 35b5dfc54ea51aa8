import type { Header, HttpResponse } from '../http/message.ts';
import type { DescribePlan } from '../plan/plan.ts';
import { varyHeader } from './data-response.ts';
import { openApiDocument } from './openapi/document.ts';
import { type DescribeRequest, queryDescription, queryTypedDescription } from './openapi/query.ts';
import { openApi31Document } from './openapi/v3/document.ts';

/**
 * The root document (spec writing-functions-openapi 5.1): the schema's comment and, by privileges, what is in it. As
 * OpenAPI 2.0, PostgREST's, unless request or configuration ask for 3.1.
 */
export async function openApiResponse(describe: DescribeRequest<DescribePlan>): Promise<HttpResponse> {
  const { plan, request, clock, config } = describe;
  const isTyped = (plan.version ?? config.openapiVersion) === '3.1';
  const document = isTyped
    ? openApi31Document(await queryTypedDescription(describe))
    : openApiDocument(await queryDescription(describe));
  const body = Buffer.from(JSON.stringify(document), 'utf8');
  const headers: Header[] = [
    ['Content-Type', `application/openapi+json${isTyped ? ';version=3.1' : ''}; charset=utf-8`],
  ];
  if (!plan.headersOnly) headers.push(['Content-Length', String(body.length)]);
  if (request.schemaNegotiated) headers.push(['Content-Profile', plan.schema]);
  const timing = clock.serverTiming();
  if (timing !== null) headers.push(timing);
  headers.push(varyHeader);
  return { status: 200, statusText: null, headers, body: plan.headersOnly ? null : body };
}
