/**
 * The configuration cannot be used. The message is the whole text as operators see it, for example
 * `Error in config Invalid logging level. Check your configuration.` (spec operations 3.8).
 */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** An error of the file or of an option; these carry a prefix, errors of secrets do not. */
export function configError(text: string): ConfigError {
  return new ConfigError(`Error in config ${text}`);
}

/** What the system says about a file that cannot be read: `<path>: <operation>: <kind> (<text>)`. */
export function fileErrorText(path: string, operation: 'openFile' | 'withBinaryFile', error: unknown): string {
  return `${path}: ${operation}: ${fileErrorReason((error as NodeJS.ErrnoException).code)}`;
}

function fileErrorReason(code: string | undefined): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist (No such file or directory)';
    case 'EISDIR':
      return 'inappropriate type (is a directory)';
    case 'ENOTDIR':
      return 'inappropriate type (Not a directory)';
    case 'EACCES':
      return 'permission denied (Permission denied)';
    default:
      return `failed (${code ?? 'unknown error'})`;
  }
}
