import type { Header } from '../http/message.ts';
import { catalogue, type ErrorCode } from './catalogue.ts';
import { StacklessError } from './stackless-error.ts';

/** A JSON value allowed as `details`: text, or PGRST201's list of candidates. */
export type ErrorDetails = string | readonly Readonly<Record<string, string>>[] | null;

/** The four members of every error body. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly hint: string | null;
}

/** The one error class of the server: thrown by the stage that notices, rendered in response/error.ts only. */
export class ApiError extends StacklessError {
  readonly status: number;
  /** Reason phrase when not the standard one (RAISE protocols); null otherwise. */
  readonly statusText: string | null;
  readonly body: ErrorBody;
  /** Sent after the standard error headers. */
  readonly headers: readonly Header[];

  constructor(fields: { status: number; statusText?: string | null; body: ErrorBody; headers?: readonly Header[] }) {
    super(fields.body.message);
    this.name = 'ApiError';
    this.status = fields.status;
    this.statusText = fields.statusText ?? null;
    this.body = fields.body;
    this.headers = fields.headers ?? [];
  }
}

/** An error of the catalogue; the status comes from the table, the message from it unless it has variable parts. */
export function apiError(
  code: ErrorCode,
  fields: { message?: string; details?: ErrorDetails; hint?: string | null; headers?: readonly Header[] } = {},
): ApiError {
  const entry = catalogue[code];
  return new ApiError({
    status: entry.status,
    body: {
      code,
      message: fields.message ?? entry.message,
      details: fields.details ?? null,
      hint: fields.hint ?? null,
    },
    headers: fields.headers ?? [],
  });
}
