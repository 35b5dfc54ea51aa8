/** Collects lines and writes them together at the end of the event loop's turn, so that logging costs one write. */
export interface LineWriter {
  /** `text` without its line feed. */
  line(text: string): void;
  /** Writes what has been collected; must be called before the process exits. */
  flush(): void;
}

/** @param write a synchronous write, such as `process.stderr.write` on a file, pipe or terminal */
export function createLineWriter(write: (text: string) => void): LineWriter {
  let pending = '';
  let scheduled = false;
  const flush = () => {
    scheduled = false;
    if (pending === '') return;
    const text = pending;
    pending = '';
    write(text);
  };
  return {
    line(text) {
      pending += `${text}\n`;
      if (!scheduled) {
        scheduled = true;
        setImmediate(flush);
      }
    },
    flush,
  };
}
