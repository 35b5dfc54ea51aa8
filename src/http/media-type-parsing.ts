import type { MediaType, OpenApiVersion, PlanOption } from './media-type.ts';

/**
 * Recognises a media type (spec reading 12.2, writing 2.2). `text` is the header value as received, read as Latin-1.
 * Never fails: what is malformed or unknown becomes `other` with its full text.
 */
export function parseMediaType(text: string): MediaType {
  const match = typeAndSubtype.exec(text);
  const essence = match === null ? null : match[0].toLowerCase();
  const simple = essence === null ? undefined : simpleTypes.get(essence);
  if (simple !== undefined) return simple.kind === 'openapi' ? openapi(text) : simple;
  switch (essence) {
    case 'application/vnd.pgrst.object':
    case 'application/vnd.pgrst.object+json':
      return { kind: 'singular', stripped: parametersAfter(text, essence.length).get('nulls') === 'stripped' };
    case 'application/vnd.pgrst.array':
    case 'application/vnd.pgrst.array+json':
      return parametersAfter(text, essence.length).get('nulls') === 'stripped' ? { kind: 'stripped-array' } : json;
    case 'application/vnd.pgrst.plan':
    case 'application/vnd.pgrst.plan+text':
      return plan('text', parametersAfter(text, essence.length));
    case 'application/vnd.pgrst.plan+json':
      return plan('json', parametersAfter(text, essence.length));
    default:
      return { kind: 'other', text };
  }
}

/**
 * The accepted media types, best first (spec reading 12.1). `header` is the first `Accept` line; null (absent) accepts
 * anything, the empty value accepts nothing.
 */
export function parseAccept(header: string | null): readonly MediaType[] {
  if (header === null) return [any];
  if (header === '') return [];
  if (!header.includes(',')) return [parseMediaType(splitQuality(header).text)];
  return header
    .split(',')
    .map(splitQuality)
    .sort((left, right) => compareQualities(right.quality, left.quality) || right.specificity - left.specificity)
    .map((item) => parseMediaType(item.text));
}

/** The canonical name, without charset, as in PGRST102 and PGRST107 (spec reading 12.3); `other` verbatim. */
export function renderMediaType(mediaType: MediaType): string {
  switch (mediaType.kind) {
    case 'singular':
      return `application/vnd.pgrst.object+json${mediaType.stripped ? ';nulls=stripped' : ''}`;
    case 'stripped-array':
      return 'application/vnd.pgrst.array+json;nulls=stripped';
    case 'plan': {
      const options = mediaType.options.length === 0 ? '' : `; options=${mediaType.options.join('|')}`;
      return `application/vnd.pgrst.plan+${mediaType.format}; for="${renderMediaType(mediaType.for)}"${options}`;
    }
    case 'other':
      return mediaType.text;
    default:
      return simpleNames[mediaType.kind];
  }
}

/** Value of `Content-Type` for a body of this type (spec reading 12.4). */
export function contentTypeOf(mediaType: MediaType): string {
  const name = renderMediaType(mediaType);
  return mediaType.kind === 'octet-stream' || mediaType.kind === 'other' ? name : `${name}; charset=utf-8`;
}

const simpleNames = {
  json: 'application/json',
  geojson: 'application/geo+json',
  csv: 'text/csv',
  text: 'text/plain',
  xml: 'text/xml',
  openapi: 'application/openapi+json',
  form: 'application/x-www-form-urlencoded',
  'octet-stream': 'application/octet-stream',
  any: '*/*',
} as const satisfies Record<Exclude<MediaType['kind'], 'singular' | 'stripped-array' | 'plan' | 'other'>, string>;

const json: MediaType = { kind: 'json' };
const any: MediaType = { kind: 'any' };

/** The types that take no parameters, by name. */
const simpleTypes: ReadonlyMap<string, MediaType> = new Map(
  (Object.keys(simpleNames) as (keyof typeof simpleNames)[]).map((kind) => [simpleNames[kind], { kind }]),
);

const openapiVersion = /;[ \t]*version[ \t]*=[ \t]*"?(2\.0|3\.1)(?:\.\d+)?(?![\d.])/i;

/** Any other version counts as none: PostgREST takes no notice of the parameter. */
function openapi(text: string): MediaType {
  const version = openapiVersion.exec(text)?.[1] as OpenApiVersion | undefined;
  return version === undefined ? { kind: 'openapi' } : { kind: 'openapi', version };
}

const planOptions: readonly PlanOption[] = ['analyze', 'verbose', 'settings', 'buffers', 'wal'];

function plan(format: 'text' | 'json', parameters: ReadonlyMap<string, string>): MediaType {
  const target = parameters.get('for');
  const words = parameters.get('options')?.split('|') ?? [];
  return {
    kind: 'plan',
    format,
    for: target === undefined ? json : parseMediaType(target),
    options: planOptions.filter((option) => words.includes(option)),
  };
}

const typeAndSubtype = /^[\p{L}\p{N}.*]+\/[\p{L}\p{N}.*+-]+/u;
const parameter =
  /[\t\n\v\f\r\p{Zs}]*;[\t\n\v\f\r\p{Zs}]*([\p{L}\p{N}-]+)[\t\n\v\f\r\p{Zs}]*=[\t\n\v\f\r\p{Zs}]*(?:"([^"]*)"|([\p{L}\p{N}|-]+))/uy;

/** Parameters that follow at `start`, up to the first malformed one; names in lower case, the last of a name wins. */
function parametersAfter(text: string, start: number): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  parameter.lastIndex = start;
  for (let match = parameter.exec(text); match !== null; match = parameter.exec(text)) {
    parameters.set((match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? '');
  }
  return parameters;
}

interface AcceptItem {
  readonly text: string;
  readonly quality: number;
  readonly specificity: number;
}

function splitQuality(item: string): AcceptItem {
  const spaceless = item.replaceAll(' ', '');
  const cut = spaceless.indexOf(';q=');
  const text = cut < 0 ? spaceless : spaceless.slice(0, cut);
  return {
    text,
    quality: cut < 0 ? 1 : readQuality(spaceless.slice(cut + 3).split(';', 1)[0] ?? ''),
    specificity: occurrences(text, ';') - occurrences(text, '*'),
  };
}

const qualityStart = /[\t\n\v\f\r\p{Zs}(]*/uy;
const qualityNumber =
  /(-[\t\n\v\f\r\p{Zs}]*)?(?:(0[xX][\da-fA-F]+|0[oO][0-7]+)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(Infinity(?![\p{L}\p{N}_'])))/uy;
const closingParenthesis = /[\t\n\v\f\r\p{Zs}]*\)/uy;

/** The number at the start of the text, which may stand in parentheses; 1 when there is none. */
function readQuality(text: string): number {
  qualityStart.lastIndex = 0;
  const opening = qualityStart.exec(text)?.[0] ?? '';
  qualityNumber.lastIndex = opening.length;
  const match = qualityNumber.exec(text);
  if (match === null) return 1;
  closingParenthesis.lastIndex = qualityNumber.lastIndex;
  for (let open = occurrences(opening, '('); open > 0; open--) {
    if (!closingParenthesis.test(text)) return 1;
  }
  const magnitude = Number(match[2]?.toLowerCase() ?? match[3] ?? match[4]);
  return match[1] === undefined ? magnitude : -magnitude;
}

/** Plain subtraction would make NaN of two infinities. */
function compareQualities(left: number, right: number): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function occurrences(text: string, char: string): number {
  let count = 0;
  for (let i = text.indexOf(char); i >= 0; i = text.indexOf(char, i + 1)) count++;
  return count;
}
