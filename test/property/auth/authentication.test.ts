import { describe, expect, it } from 'vitest';
import { parseJsonPath } from '../../../src/auth/json-path/parse.ts';
import { printQuery } from '../../../src/auth/json-path/print.ts';
import { parseKeySet } from '../../../src/auth/key-set.ts';
import { parseRoleClaimPath } from '../../../src/auth/role-claim.ts';
import { ApiError } from '../../../src/errors/api-error.ts';
import { parseJson } from '../../../src/json/parse.ts';
import { renderJson } from '../../../src/json/render.ts';
import { makeAuthenticator } from '../../unit/auth/authenticator.ts';
import { encodePart, hmacToken } from '../../unit/auth/signed-token.ts';
import fc from '../fast-check.ts';

const { authenticate } = makeAuthenticator();

/** Whether the token is accepted; anything but a proper rejection fails the test. */
function accepts(token: string): boolean {
  try {
    authenticate(`Bearer ${token}`);
    return true;
  } catch (error) {
    if (error instanceof ApiError && /^PGRST30[13]$/.test(error.body.code)) return false;
    throw error;
  }
}

const text = fc.string({ unit: 'binary' });

describe('tokens', () => {
  it('of garbage are rejected', () => {
    const part = fc.oneof(text, fc.base64String(), fc.json().map(encodePart));
    fc.assert(fc.property(fc.array(part, { maxLength: 5 }), (parts) => !accepts(parts.join('.'))));
  });

  it('do not verify once any character is changed', () => {
    const token = hmacToken({ role: 'visitor', sub: 'someone' });
    const position = fc.nat(token.length - 2);
    const replacement = fc.constantFrom(...'abcXYZ019-_.=+/ \n');
    fc.assert(
      fc.property(position, replacement, (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        return changed === token || !accepts(changed);
      }),
    );
  });

  it('that are valid give their role and claims', () => {
    const role = fc.string({ unit: 'grapheme', minLength: 1 });
    const others = fc.dictionary(fc.stringMatching(/^x[a-z]{0,5}$/), fc.jsonValue(), { maxKeys: 4 });
    fc.assert(
      fc.property(role, others, (role, claims) => {
        const authentication = authenticate(`Bearer ${hmacToken({ ...claims, role })}`);
        if (authentication instanceof Promise) throw new Error('no keys to wait for');
        expect(authentication.role).toBe(role);
        // What JSON says of them: it has no negative zero.
        expect(JSON.parse(authentication.claims)).toEqual(JSON.parse(JSON.stringify({ ...claims, role })));
      }),
    );
  });

  it('with any signed claims are accepted or rejected, never more', () => {
    const claims = fc.oneof(
      fc.json(),
      text,
      fc.dictionary(fc.constantFrom('exp', 'nbf', 'iat', 'aud', 'role'), fc.jsonValue()),
    );
    fc.assert(
      fc.property(claims, fc.json(), (payload, header) => {
        accepts(hmacToken(payload));
        accepts(hmacToken({}, header));
      }),
    );
  });
});

describe('claims text', () => {
  it('means the same as the claims', () => {
    // A negative zero has no counterpart in decimal numbers.
    const value = fc
      .jsonValue({ noUnicodeString: false })
      .map((json) => JSON.parse(JSON.stringify(json).replaceAll('-0', '0')));
    fc.assert(
      fc.property(value, (json) => {
        expect(JSON.parse(renderJson(parseJson(JSON.stringify(json))))).toEqual(json);
      }),
    );
  });

  it('is stable', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const rendered = renderJson(parseJson(json));
        expect(renderJson(parseJson(rendered))).toBe(rendered);
      }),
    );
  });
});

describe('configuration texts', () => {
  const symbols = fc.constantFrom(...'$@.[]()?!&|<>=*,:"\'\\ -0123abn_é^', 'search(', '==', '..', '&&', 'null', '1e5');
  const pathLike = fc.array(symbols, { maxLength: 40 }).map((parts) => parts.join(''));

  it('are role claim paths, or are refused with a report', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          pathLike,
          pathLike.map((path) => `$${path}`),
          text,
        ),
        (path) => {
          try {
            parseRoleClaimPath(path).extract(new Map());
          } catch (error) {
            const isInvalidSearch = (error as Error).name === 'UnhandledRequestError';
            if (!isInvalidSearch) expect((error as Error).message).toMatch(/^"\\"failed to parse role-claim-key value/);
          }
        },
      ),
    );
  });

  it('print as JSONPath again, unless names need escapes', () => {
    fc.assert(
      fc.property(
        pathLike.map((path) => `$${path}`),
        (path) => {
          const query = parseJsonPath(path);
          fc.pre(query !== null && !/['"\\&]|\.\./.test(path));
          const printed = printQuery(query!);
          expect(printQuery(parseJsonPath(printed)!)).toBe(printed);
        },
      ),
    );
  });

  it('are secrets, or too short', () => {
    const secret = fc.oneof(
      text,
      fc.json(),
      fc.record({ keys: fc.jsonValue() }).map((set) => JSON.stringify(set)),
    );
    fc.assert(
      fc.property(secret, (candidate) => {
        const bytes = Buffer.from(candidate);
        if (bytes.length >= 32) expect(parseKeySet(bytes)).toBeInstanceOf(Array);
      }),
    );
  });
});
