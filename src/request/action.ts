import { apiError } from '../errors/api-error.ts';
import { decodeUtf8 } from '../http/byte-string.ts';
import type { Action, Resource } from './api-request.ts';

/**
 * What a method does to a resource (spec auth-transactions-errors 6.3). Method names are case-sensitive.
 * @throws ApiError PGRST117 for a method the relation or root does not know, PGRST101 for one a routine does not know
 */
export function actionOf(method: string, resource: Resource): Action {
  if (method === 'OPTIONS') return { kind: 'info', resource };
  switch (resource.kind) {
    case 'root':
      return actionOnRoot(method);
    case 'relation':
      return actionOnRelation(method, resource.name);
    case 'routine':
      return actionOnRoutine(method, resource.name);
  }
}

function actionOnRoot(method: string): Action {
  if (method === 'GET' || method === 'HEAD') return { kind: 'describe', headersOnly: method === 'HEAD' };
  throw unsupportedMethod(method);
}

function actionOnRelation(method: string, relation: string): Action {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return { kind: 'read', relation, headersOnly: method === 'HEAD' };
    case 'POST':
      return { kind: 'insert', relation };
    case 'PATCH':
      return { kind: 'update', relation };
    case 'PUT':
      return { kind: 'upsert', relation };
    case 'DELETE':
      return { kind: 'delete', relation };
    default:
      throw unsupportedMethod(method);
  }
}

function actionOnRoutine(method: string, routine: string): Action {
  if (method === 'GET' || method === 'HEAD' || method === 'POST') return { kind: 'call', routine, method };
  throw apiError('PGRST101', { message: `Cannot use the ${decodeUtf8(method)} method on RPC` });
}

function unsupportedMethod(method: string): Error {
  return apiError('PGRST117', { message: `Unsupported HTTP method: ${decodeUtf8(method)}` });
}
