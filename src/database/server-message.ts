import { PostgresError, type Row } from './transaction.ts';

/** Type bytes of the server's messages that a session reacts to. */
export const serverMessage = {
  parseComplete: 0x31, // 1
  bindComplete: 0x32, // 2
  notification: 0x41, // A
  commandComplete: 0x43, // C
  dataRow: 0x44, // D
  error: 0x45, // E
  copyIn: 0x47, // G
  emptyQuery: 0x49, // I
  readyForQuery: 0x5a, // Z
} as const;

/** The transaction status of ReadyForQuery outside any transaction. */
export const idleStatus = 0x49; // I

/** The columns of a DataRow, as views into `bytes`. */
export function readRow(bytes: Buffer, start: number): Row {
  const count = bytes.readUInt16BE(start);
  const row: (Buffer | null)[] = new Array(count);
  let offset = start + 2;
  for (let column = 0; column < count; column++) {
    const length = bytes.readInt32BE(offset);
    offset += 4;
    if (length < 0) {
      row[column] = null;
    } else {
      row[column] = bytes.subarray(offset, offset + length);
      offset += length;
    }
  }
  return row;
}

/** An ErrorResponse; `statementText` is the SQL text that it answers, `failedAt` the message. */
export function readError(
  bytes: Buffer,
  start: number,
  end: number,
  statementText: string | null,
  failedAt: 'parse' | 'run',
): PostgresError {
  const fields = new Map<string, string>();
  let offset = start;
  while (offset < end && bytes[offset] !== 0) {
    const terminator = bytes.indexOf(0, offset + 1);
    if (terminator < 0 || terminator >= end) break;
    fields.set(String.fromCharCode(bytes.readUInt8(offset)), bytes.toString('utf8', offset + 1, terminator));
    offset = terminator + 1;
  }
  return new PostgresError({
    sqlstate: fields.get('C') ?? 'XX000',
    message: fields.get('M') ?? '',
    detail: fields.get('D') ?? null,
    hint: fields.get('H') ?? null,
    // V is S without translation.
    severity: fields.get('V') ?? fields.get('S') ?? 'ERROR',
    statementText,
    failedAt,
  });
}

export interface Notification {
  readonly channel: string;
  readonly payload: string;
}

/** A NotificationResponse, after the process id of the sender. */
export function readNotification(bytes: Buffer, start: number, end: number): Notification {
  const channelEnd = bytes.indexOf(0, start + 4);
  return {
    channel: bytes.toString('utf8', start + 4, channelEnd),
    payload: bytes.toString('utf8', channelEnd + 1, end - 1),
  };
}
