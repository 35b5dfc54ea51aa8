/** A request of a workload, and the status that a right answer has. */
export interface BenchRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly status: number;
}

export function get(target: string, headers: BenchRequest['headers'] = [], status = 200): BenchRequest {
  return { method: 'GET', target, headers, body: '', status };
}

/** A request with a JSON body. */
export function send(
  method: 'POST' | 'PATCH' | 'PUT',
  target: string,
  body: string,
  status: number,
  headers: BenchRequest['headers'] = [],
): BenchRequest {
  return { method, target, headers: [['Content-Type', 'application/json'], ...headers], body, status };
}

/** Besides its own headers each request carries those of a plain client. */
export function allHeaders(request: BenchRequest): BenchRequest['headers'] {
  const length = Buffer.byteLength(request.body);
  return [
    ['Host', 'localhost'],
    ['User-Agent', 'bench'],
    ['Accept', '*/*'],
    ...request.headers,
    ...(length === 0 ? [] : [['Content-Length', String(length)] as const]),
  ];
}

/** The request as it goes over the wire. */
export function serialise(request: BenchRequest): Buffer {
  const head = allHeaders(request)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return Buffer.from(`${request.method} ${request.target} HTTP/1.1\r\n${head}\r\n${request.body}`);
}
