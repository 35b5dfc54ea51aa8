/** What the fault tests measured, for docs/reliability.md: one line each in the file that FAULT_REPORT names. */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';

export function report(fault: string, facts: Readonly<Record<string, unknown>>): void {
  const { FAULT_REPORT: file } = process.env;
  if (file !== undefined) appendFileSync(file, `${fault}: ${JSON.stringify(facts)}\n`);
}

/** Open descriptors of a process (Linux). */
export function descriptorCount(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Resident memory of a process in MiB (Linux). */
export function residentMemory(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kibibytes) / 1024);
}
