import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/errors/api-error.ts';
import { UnhandledRequestError } from '../../../../src/errors/unhandled-request-error.ts';
import { parseMediaType } from '../../../../src/http/media-type-parsing.ts';
import type { Action } from '../../../../src/request/api-request.ts';
import { parsePayload } from '../../../../src/request/payload/index.ts';

const insert: Action = { kind: 'insert', relation: 'films' };
const upsert: Action = { kind: 'upsert', relation: 'films' };
const call: Action = { kind: 'call', routine: 'add', method: 'POST' };

function payloadOf(body: string | Uint8Array, type: string, action: Action, columns: readonly string[] | null = null) {
  const payload = parsePayload(Buffer.from(body as string), parseMediaType(type), action, columns);
  if (payload === null || payload.kind === 'form') return payload;
  return { ...payload, body: Buffer.from(payload.body).toString() };
}

function messageOf(body: string | Uint8Array, type: string, action: Action = insert): string {
  try {
    payloadOf(body, type, action);
  } catch (error) {
    if (error instanceof ApiError) return error.body.message;
    throw error;
  }
  throw new Error('expected an error');
}

const csv = (body: string) => payloadOf(body, 'text/csv', insert);

describe('JSON', () => {
  it('keeps the body as it came', () => {
    const body = ' {"b": 1.10,\n "a":2}';
    expect(payloadOf(body, 'application/json', insert)).toEqual({
      kind: 'json',
      body,
      keys: ['a', 'b'],
      shape: 'object',
    });
  });

  it('turns scalars into no rows', () => {
    expect(payloadOf('null', 'application/json', insert)).toEqual({
      kind: 'json',
      body: '[]',
      keys: [],
      shape: 'array',
    });
  });

  it('reads nothing but the first byte when the columns are given, except for PUT', () => {
    const columns = ['a'];
    const broken = { kind: 'json', body: '\t{"a":', keys: columns, shape: 'object' };
    expect(payloadOf('\t{"a":', 'application/json', insert, columns)).toEqual(broken);
    expect(payloadOf('\t{"a":', 'application/json', call, columns)).toEqual(broken);
    expect(() => payloadOf('\t{"a":', 'application/json', upsert, columns)).toThrow('Empty or invalid json');
  });

  it('takes an empty body for a call without arguments', () => {
    expect(payloadOf('', 'application/json', call)).toEqual({ kind: 'json', body: '', keys: [], shape: 'array' });
    expect(messageOf('', 'application/json')).toBe('Empty or invalid json');
  });
});

describe('CSV', () => {
  it('becomes an array of objects of strings', () => {
    expect(csv('y,x\r\n1,"a ""q"",\n"\n\n,NULL\r"NULL",null')).toEqual({
      kind: 'json',
      body: '[{"y":"1","x":"a \\"q\\",\\n"},{"y":"","x":null},{"y":null,"x":"null"}]',
      keys: ['x', 'y'],
      shape: 'array',
    });
  });

  it.each([
    ['x,y\n', '[]', []],
    ['x,y\n1,2,3\n', '[{"x":"1","y":"2"}]', ['x', 'y']],
    ['x,y\n1\n2\n', '[{"x":"1"},{"x":"2"}]', ['x']],
    ['x,x\n1,2\n', '[{"x":"2"}]', ['x']],
    ['x,x\n1,2\n3\n', '[{"x":"2"},{"x":"3"}]', ['x']],
    ['\n1\n', '[{"":"1"}]', ['']],
    ['x,y\n1,"open', '[{"x":"1","y":"ope"}]', ['x', 'y']],
    ['x,y\n1,"open\n2,b\n', '[{"x":"1","y":"open\\n2,b"}]', ['x', 'y']],
    ['\ufeffx\n1', '[{"\ufeffx":"1"}]', ['\ufeffx']],
  ])('reads %j', (body, json, keys) => {
    expect(csv(body)).toEqual({ kind: 'json', body: json, keys, shape: 'array' });
  });

  it.each([
    ['', 'parse error (not enough input) at ""'],
    ['x,y', 'parse error (not enough input) at ""'],
    ['x,y\n1,a\n2\n', 'All lines must have same number of fields'],
    ['x\n"a"b\n', 'parse error (Failed reading: satisfy) at "b\\n"'],
    ['x\na"b\n', 'parse error (Failed reading: satisfy) at "\\"b\\n"'],
    ['x"\n1', 'parse error (Failed reading: satisfy) at "\\"\\n1"'],
    ['x\na"\u2028\\\u0001\u007f\t', 'parse error (Failed reading: satisfy) at "\\"\\226\\128\\168\\\\\\SOH\\DEL\\t"'],
    ['x\na"é1\u000eH', 'parse error (Failed reading: satisfy) at "\\"\\195\\169\\&1\\SO\\&H"'],
    [`x\n"a"${'é"\n'.repeat(50)}`, `parse error (Failed reading: satisfy) at ${'é"\n'.repeat(25)} (truncated)`],
    ['x\n"', 'parse error (Failed reading: trailing double quote) at ""'],
    ['x\n"a""', 'parse error (Failed reading: insufficient input) at ""'],
  ])('refuses %j', (body, message) => {
    expect(messageOf(body, 'text/csv')).toBe(message);
  });

  it('has to be UTF-8', () => {
    expect(() => payloadOf(Buffer.from([0x78, 0x0a, 0xff]), 'text/csv', insert)).toThrow(UnhandledRequestError);
  });
});

describe('forms', () => {
  it('become an object for a relation', () => {
    expect(payloadOf('x=1;y=a+b%26%zz&x=2&z&', 'application/x-www-form-urlencoded', insert)).toEqual({
      kind: 'json',
      body: '{"x":"2","y":"a b&%zz","z":""}',
      keys: ['x', 'y', 'z'],
      shape: 'object',
    });
  });

  it('keep their pairs for a routine', () => {
    expect(payloadOf('&b=1&a=%C3%A9&b=2', 'application/x-www-form-urlencoded', call)).toEqual({
      kind: 'form',
      keys: ['', 'a', 'b'],
      pairs: [
        ['', ''],
        ['b', '1'],
        ['a', 'é'],
        ['b', '2'],
      ],
    });
  });
});

describe('other types', () => {
  it('reach routines raw', () => {
    expect(payloadOf('<a/>', 'text/xml', call)).toEqual({ kind: 'raw', body: '<a/>', type: 'xml' });
    expect(payloadOf('x', 'application/octet-stream', call)).toEqual({ kind: 'raw', body: 'x', type: 'bytea' });
  });

  it.each([
    ['text/plain', 'text/plain'],
    ['Application/Problem+JSON;V=1', 'Application/Problem+JSON;V=1'],
    ['Application/VND.pgrst.array+json ;nulls=stripped', 'application/vnd.pgrst.array+json;nulls=stripped'],
    ['application/vnd.pgrst.plan+json', 'application/vnd.pgrst.plan+json; for="application/json"'],
  ])('are refused by relations: %s', (type, shown) => {
    expect(messageOf('x', type)).toBe(`Content-Type not acceptable: ${shown}`);
  });

  it('do not matter where no body is read', () => {
    expect(payloadOf('x', 'nonsense', { kind: 'delete', relation: 'films' })).toBeNull();
    expect(payloadOf('x', 'nonsense', { kind: 'call', routine: 'add', method: 'GET' })).toBeNull();
  });
});
