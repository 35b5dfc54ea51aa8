import { type ApiError, apiError } from '../errors/api-error.ts';

/** A rejected token (spec auth-transactions-errors 1.4): the challenge repeats the message. */
export function tokenError(code: 'PGRST301' | 'PGRST303', message: string, details: string | null = null): ApiError {
  const challenge = `Bearer error="invalid_token", error_description="${message}"`;
  return apiError(code, { message, details, headers: [['WWW-Authenticate', challenge]] });
}
