import { HttpConnection, type RawRequest } from '../test/http-client.ts';

export interface Measurement {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Repeats a request over `connections` kept-alive connections, each sending as soon as it has its answer, for
 * `seconds`. Throws when an answer is not 200.
 */
export async function measure(
  url: string,
  request: RawRequest,
  connections: number,
  seconds: number,
): Promise<Measurement> {
  const durations: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const work = async () => {
    const connection = new HttpConnection(url);
    for (let sent = performance.now(); sent < end; ) {
      const { status, body } = await connection.send(request);
      if (status !== 200) throw new Error(`${url}${request.target}: ${status} ${body}`);
      const answered = performance.now();
      durations.push(answered - sent);
      sent = answered;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  const elapsed = (performance.now() - start) / 1000;
  durations.sort((a, b) => a - b);
  const quantile = (q: number) => durations[Math.floor(q * (durations.length - 1))] ?? Number.NaN;
  return { requestsPerSecond: durations.length / elapsed, p50: quantile(0.5), p99: quantile(0.99) };
}
