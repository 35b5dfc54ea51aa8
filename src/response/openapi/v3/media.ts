import type { JsonObject } from '../description.ts';

/** The media types that rows of a schema are served as. `planEnabled`: execution plans can be asked for, too. */
export function rowsContent(row: JsonObject, planEnabled: boolean): JsonObject {
  return {
    'application/json': { schema: { type: 'array', items: row } },
    'application/vnd.pgrst.object+json': { schema: row },
    ...strippedContent,
    'text/csv': text,
    ...(planEnabled && planContent),
  };
}

/** The media types that one value of a schema is served as. */
export function valueContent(value: JsonObject, isObject: boolean): JsonObject {
  return {
    'application/json': { schema: value },
    ...(isObject && {
      'application/vnd.pgrst.object+json': { schema: value },
      'application/vnd.pgrst.object+json;nulls=stripped':
        strippedContent['application/vnd.pgrst.object+json;nulls=stripped'],
    }),
    'text/csv': text,
  };
}

const text: JsonObject = { schema: { type: 'string' } };

/** Which members are left depends on the row. */
const strippedContent = {
  'application/vnd.pgrst.array+json;nulls=stripped': { schema: { type: 'array', items: { type: 'object' } } },
  'application/vnd.pgrst.object+json;nulls=stripped': { schema: { type: 'object' } },
};

const planContent = {
  'application/vnd.pgrst.plan+json': { schema: { type: 'array', items: { type: 'object' } } },
  'application/vnd.pgrst.plan+text': text,
};
