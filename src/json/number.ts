/** A decimal number of any size: ±`digits` × 10^`exponent`, as written apart from leading zeros. */
export class JsonNumber {
  readonly negative: boolean;
  /** Decimal digits without leading zeros; `0` for zero. */
  readonly digits: string;
  readonly exponent: number;
  /** The value as a 64-bit integer, 0 if it has a fraction or does not fit (spec auth-transactions-errors 1.6). */
  readonly int64: number;

  constructor(negative: boolean, digits: string, exponent: number) {
    this.digits = digits.replace(/^0+(?=\d)/, '');
    this.negative = negative && this.digits !== '0';
    this.exponent = exponent;
    this.int64 = toInt64(this);
  }
}

const numberSyntax = /(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?/y;

/** The JSON number that starts at `offset`, and where it ends; null when there is none. */
export function readNumber(text: string, offset: number): { readonly number: JsonNumber; readonly end: number } | null {
  numberSyntax.lastIndex = offset;
  const match = numberSyntax.exec(text);
  if (match === null) return null;
  const [whole, sign, integer = '', fraction = '', exponent = '0'] = match;
  const number = new JsonNumber(sign === '-', integer + fraction, Number(exponent) - fraction.length);
  return { number, end: offset + whole.length };
}

/** Negative, zero or positive like `a - b`, exactly. */
export function compareNumbers(a: JsonNumber, b: JsonNumber): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  return a.negative ? compareMagnitudes(b, a) : compareMagnitudes(a, b);
}

/**
 * The text in a rendered document: integers in full up to 10^1024, everything else as `renderDecimal`.
 * `1e2` gives `100`, `1.50` gives `1.5`, `1.0` stays `1.0`.
 */
export function renderNumber(number: JsonNumber): string {
  const { digits, exponent } = number;
  if (exponent < 0 || exponent > 1024) return renderDecimal(number);
  const magnitude = digits === '0' ? '0' : digits + '0'.repeat(exponent);
  return number.negative ? `-${magnitude}` : magnitude;
}

/** With a decimal point always: fixed between 0.1 and 10^7, in scientific notation outside (`1.0`, `5.0e-2`). */
export function renderDecimal(number: JsonNumber): string {
  if (number.digits === '0') return '0.0';
  const sign = number.negative ? '-' : '';
  const significant = significantDigits(number);
  const point = number.digits.length + number.exponent;
  if (point < 0 || point > 7) return `${sign}${significant[0]}.${significant.slice(1) || '0'}e${point - 1}`;
  const padded = significant.padEnd(point, '0');
  return `${sign}${padded.slice(0, point) || '0'}.${padded.slice(point) || '0'}`;
}

function significantDigits(number: JsonNumber): string {
  const { digits } = number;
  let end = digits.length;
  while (end > 1 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function compareMagnitudes(a: JsonNumber, b: JsonNumber): number {
  if (a.digits === '0' || b.digits === '0') return Number(a.digits !== '0') - Number(b.digits !== '0');
  const difference = a.digits.length + a.exponent - (b.digits.length + b.exponent);
  if (difference !== 0) return difference;
  const digitsOfA = significantDigits(a);
  const digitsOfB = significantDigits(b);
  return digitsOfA === digitsOfB ? 0 : digitsOfA < digitsOfB ? -1 : 1;
}

const largestInt64 = 2n ** 63n - 1n;

function toInt64(number: Pick<JsonNumber, 'digits' | 'exponent' | 'negative'>): number {
  const significant = significantDigits(number as JsonNumber);
  const zeros = number.digits.length + number.exponent - significant.length;
  if (significant === '0' || zeros < 0 || significant.length + zeros > 19) return 0;
  const magnitude = BigInt(significant + '0'.repeat(zeros));
  if (magnitude > (number.negative ? largestInt64 + 1n : largestInt64)) return 0;
  return Number(number.negative ? -magnitude : magnitude);
}
