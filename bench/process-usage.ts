import { readdirSync, readFileSync } from 'node:fs';

/** Linux reports processor time in hundredths of a second on every architecture. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time that a process and its living children have used so far. NaN where there is no /proc.
 */
export function processorSeconds(pid: number): number {
  return sum(pid, (id) => {
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1');
    // The second field, the command in parentheses, may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  });
}

/** MiB that a process and its living children hold in memory at present. NaN where there is no /proc. */
export function residentMebibytes(pid: number): number {
  return sum(pid, (id) => {
    const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'latin1')) ?? [];
    return Number(kibibytes) / 1024;
  });
}

function sum(pid: number, measure: (pid: number) => number): number {
  try {
    return [pid, ...children(pid)].reduce((total, id) => total + measure(id), 0);
  } catch {
    return Number.NaN;
  }
}

function children(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number),
  );
}
