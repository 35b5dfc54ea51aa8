import { describe, expect, it } from 'vitest';
import { parseAccept, parseMediaType, renderMediaType } from '../../src/http/media-type-parsing.ts';
import { readInteger } from '../../src/request/integer.ts';
import { csvPayload } from '../../src/request/payload/csv.ts';
import { formPairs, formPayload } from '../../src/request/payload/form.ts';
import { scanJson } from '../../src/request/payload/json-scanner.ts';
import { parsePreferences } from '../../src/request/preferences.ts';
import { intervalFromParameters, isEmpty, requestedRange } from '../../src/request/range.ts';
import fc from './fast-check.ts';
import { tolerate } from './request/tolerate.ts';

/** Texts of a few characters that matter to a grammar. */
const textOf = (alphabet: string) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: 30 }).map((characters) => characters.join(''));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('JSON scanner', () => {
  it('accepts every document and finds the keys of its objects', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: 'binary' }).filter((key) => key.isWellFormed()),
          fc.jsonValue(),
        ),
        (object) => {
          const outline = scanJson(Buffer.from(JSON.stringify(object, null, 2)));
          expect(outline.kind).toBe('object');
          if (outline.kind === 'object') expect(new Set(outline.keys)).toEqual(new Set(Object.keys(object)));
        },
      ),
    );
  });

  it('agrees with JSON.parse on what is JSON', () => {
    fc.assert(
      fc.property(textOf('{}[]:,"\\ntrufalse0123456789.eE+- \t\nab'), (text) => {
        expect(scanJson(Buffer.from(text)).kind !== 'invalid').toBe(isJson(text));
      }),
    );
  });

  it('agrees with JSON.parse on damaged documents', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', ',', '}', ']', '\\', '0', ' '))
      .map(([text, at, patch]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + patch + text.slice(cut + 1);
      })
      .filter((text) => text.isWellFormed() && !/\\u[dD][89a-fA-F]/.test(text));
    fc.assert(
      fc.property(damaged, (text) => {
        expect(scanJson(Buffer.from(text)).kind !== 'invalid').toBe(isJson(text));
      }),
    );
  });

  it('compares key sets as sets', () => {
    const element = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c'))
      .map((keys) => Object.fromEntries(keys.map((key) => [key, 1])));
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 4 }), (elements) => {
        const signatures = new Set(elements.map((object) => Object.keys(object).sort().join()));
        const expected = signatures.size === 1 ? 'array' : 'mixed-array';
        expect(scanJson(Buffer.from(JSON.stringify(elements))).kind).toBe(expected);
      }),
    );
  });

  it('survives any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void scanJson(bytes)));
  });
});

describe('CSV', () => {
  it('reads back what was written', () => {
    const field = fc
      .string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é', ' ') })
      .filter((text) => text !== 'NULL');
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width })));
    fc.assert(
      fc.property(table, (rows) => {
        const quoted = (row: readonly string[]) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        const header = ['k0', 'k1', 'k2', 'k3'].slice(0, rows[0]?.length ?? 2);
        const payload = csvPayload(Buffer.from(`${[header, ...rows].map(quoted).join('\n')}\n`));
        const objects = rows.map((row) => Object.fromEntries(row.map((text, i) => [`k${i}`, text])));
        expect(payload.kind === 'json' && JSON.parse(Buffer.from(payload.body).toString())).toEqual(objects);
      }),
    );
  });

  it('refuses in its own terms', () => {
    const body = fc.oneof(
      textOf('a,"\n\r').map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 60 }),
    );
    fc.assert(fc.property(body, (bytes) => void tolerate(() => csvPayload(bytes))));
  });
});

describe('forms', () => {
  it('read back what was written', () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pairs, (written) => {
        const body = written.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
        const payload = formPairs(Buffer.from(body));
        expect(payload.kind === 'form' && payload.pairs).toEqual(written);
        expect(formPayload(Buffer.from(body)).kind).toBe('json');
      }),
    );
  });

  it('survive any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void tolerate(() => formPairs(bytes))));
  });
});

describe('Prefer', () => {
  it('puts every item somewhere', () => {
    const item = fc.constantFrom('count=exact', 'tx=commit', 'handling=strict', 'return=minimal', 'foo', 'bar=1', '');
    fc.assert(
      fc.property(fc.array(item, { minLength: 2 }), (items) => {
        const { invalid } = parsePreferences(['PREFER', items.join(' , ')], true);
        expect(invalid).toEqual(items.filter((text) => ['foo', 'bar=1', ''].includes(text)));
      }),
    );
  });

  it('never fails', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary-ascii' })), (values) => {
        parsePreferences(
          values.flatMap((value) => ['Prefer', value]),
          false,
        );
      }),
    );
  });
});

describe('Accept', () => {
  it('keeps every item once and is stable under rendering of known types', () => {
    const type = fc.constantFrom(
      'text/csv',
      '*/*',
      'application/json',
      'application/vnd.pgrst.object+json;nulls=stripped',
    );
    const quality = fc.constantFrom('', ';q=0.5', ';q=1', ';q=x');
    fc.assert(
      fc.property(fc.array(fc.tuple(type, quality), { minLength: 1 }), (items) => {
        const parsed = parseAccept(items.map((parts) => parts.join('')).join(', ')).map(renderMediaType);
        expect([...parsed].sort()).toEqual(items.map(([name]) => name).sort());
      }),
    );
  });

  it('never fails', () => {
    fc.assert(
      fc.property(textOf('a/*;q=,"() .0-x\t+'), (header) => {
        for (const mediaType of parseAccept(header)) renderMediaType(parseMediaType(renderMediaType(mediaType)));
      }),
    );
  });
});

describe('ranges', () => {
  it('reads every integer, however it is dressed up', () => {
    const dress = fc.constantFrom(
      (value: bigint) => value.toString(),
      (value: bigint) => `(${value})`,
      (value: bigint) => ` ( ( ${value} ) ) `,
      (value: bigint) => (value < 0n ? `- 0x${(-value).toString(16)}` : `0X${value.toString(16)}`),
      (value: bigint) => (value < 0n ? `-0o${(-value).toString(8)}` : `0O${value.toString(8)}`),
    );
    fc.assert(fc.property(fc.bigInt(), dress, (value, write) => void expect(readInteger(write(value))).toBe(value)));
  });

  it('gives the rows that parameters and header have in common', () => {
    const small = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), small, small, small, (limit, offset, from, to) => {
        const parameters = [
          { name: 'limit', kind: 'limit', value: `${limit}` },
          { name: 'offset', kind: 'offset', value: `${offset}` },
        ] as const;
        const rows = Array.from({ length: 30 }, (_, row) => row);
        const common = rows.filter((row) => row >= offset && row < offset + limit && row >= from && row <= to);
        const range = tolerate(() => requestedRange('GET', ['Range', `${from}-${to}`], parameters));
        if (common.length === 0) expect(range).toBeNull();
        else expect(range).toEqual({ lower: BigInt(common[0]!), upper: BigInt(common.at(-1)!) });
      }),
    );
  });

  it('takes any text for limit and offset', () => {
    const text = fc.oneof(textOf('0123 -()xoe.'), fc.constant(null));
    fc.assert(fc.property(text, text, (limit, offset) => void isEmpty(intervalFromParameters(limit, offset))));
  });
});
