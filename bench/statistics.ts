/** The value below which the share `q` (0 to 1) of the ascending values lies; NaN of nothing. */
export function quantile(ascending: readonly number[], q: number): number {
  return ascending[Math.floor(q * (ascending.length - 1))] ?? Number.NaN;
}

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length / 2;
  return ascending.length % 2 === 1
    ? quantile(ascending, 0.5)
    : ((ascending[middle - 1] ?? Number.NaN) + (ascending[middle] ?? Number.NaN)) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
