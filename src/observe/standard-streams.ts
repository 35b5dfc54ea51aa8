import { setTimeout } from 'node:timers/promises';

/**
 * Resolves when what was written to the standard streams has left the process, since what a pipe has not taken yet is lost
 * with it. A reader that has gone takes nothing more.
 *
 * @param patience the longest to wait, in milliseconds; for ever unless given
 */
export async function standardStreamsWritten(patience?: number): Promise<void> {
  const written = Promise.all([isWritten(process.stdout), isWritten(process.stderr)]);
  await (patience === undefined ? written : Promise.race([written, setTimeout(patience)]));
}

function isWritten(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
