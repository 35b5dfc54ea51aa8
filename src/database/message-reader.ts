/**
 * Called once per message: its type byte and where its content lies in `bytes` (the header is left out). Lent bytes are
 * only valid during the call, others for good.
 */
export type MessageReceiver = (type: number, bytes: Buffer, start: number, end: number, isLent: boolean) => void;

/** Type byte and length of a message; the length counts itself but not the type. */
const HEADER_SIZE = 5;

/** PostgreSQL's own limit of a message (1 GB); anything above is a broken stream. */
const MAX_MESSAGE_SIZE = 0x3fff_ffff;

/**
 * Splits the server's byte stream into messages without copying those that arrived whole: `bytes` is then the chunk
 * itself. A message that spans chunks is copied once.
 */
export class MessageReader {
  readonly #receive: MessageReceiver;
  /** The start of a message whose rest has not arrived; sized for its header, then for all of it. */
  #partial: Buffer | null = null;
  #filled = 0;

  constructor(receive: MessageReceiver) {
    this.#receive = receive;
  }

  /**
   * Reads on with the next chunk, which is the receiver's to keep unless it is lent.
   * @throws Error when the stream is not PostgreSQL's protocol
   */
  push(chunk: Buffer, isLent: boolean): void {
    let offset = this.#partial === null ? 0 : this.#completePartial(chunk, this.#partial);
    while (chunk.length - offset >= HEADER_SIZE) {
      const end = offset + messageSize(chunk, offset);
      if (end > chunk.length) break;
      this.#receive(chunk.readUInt8(offset), chunk, offset + HEADER_SIZE, end, isLent);
      offset = end;
    }
    if (offset < chunk.length) this.#keepRest(chunk, offset);
  }

  #keepRest(chunk: Buffer, offset: number): void {
    const size = chunk.length - offset >= HEADER_SIZE ? messageSize(chunk, offset) : HEADER_SIZE;
    this.#partial = Buffer.allocUnsafe(size);
    this.#filled = chunk.copy(this.#partial, 0, offset);
  }

  /** Returns how much of the chunk was used: all of it, unless the message is complete. */
  #completePartial(chunk: Buffer, partial: Buffer): number {
    const used = chunk.copy(partial, this.#filled);
    this.#filled += used;
    if (this.#filled < partial.length) return used;
    const size = messageSize(partial, 0);
    if (size > partial.length) {
      const whole = Buffer.allocUnsafe(size);
      partial.copy(whole);
      this.#partial = whole;
      return used === chunk.length ? used : used + this.#completePartial(chunk.subarray(used), whole);
    }
    this.#partial = null;
    this.#filled = 0;
    this.#receive(partial.readUInt8(0), partial, HEADER_SIZE, size, false);
    return used;
  }
}

function messageSize(bytes: Buffer, offset: number): number {
  const length = bytes.readUInt32BE(offset + 1);
  if (length < 4 || length > MAX_MESSAGE_SIZE) throw new Error('invalid message length in the PostgreSQL protocol');
  return length + 1;
}
