import { type CorpusCase, sectionOf } from './case.ts';
import type { Difference } from './compare.ts';
import { expectedFailure } from './replay-case.ts';

export interface Outcome {
  readonly recorded: CorpusCase;
  /** Why the case was not replayed; null = it was. */
  readonly skipped: string | null;
  /** Empty = the answer was the recorded one. */
  readonly differences: readonly Difference[];
}

interface Count {
  passed: number;
  failed: number;
  notYet: number;
  skipped: number;
}

/**
 * Prints passed/total per section, the ids of the failures, the first `shown` of them in full, and a closing line.
 * A failure that `expectedFailures` names counts as not yet.
 */
export function printReport(
  outcomes: readonly Outcome[],
  expectedFailures: Readonly<Record<string, string>>,
  shown: number,
): { readonly failed: number } {
  const sections = new Map<string, Count>();
  const total: Count = { passed: 0, failed: 0, notYet: 0, skipped: 0 };
  const failures: Outcome[] = [];
  const ordered = [...outcomes].sort((a, b) => (a.recorded.id < b.recorded.id ? -1 : 1));
  for (const outcome of ordered) {
    const section = sectionOf(outcome.recorded);
    const count = sections.get(section) ?? { passed: 0, failed: 0, notYet: 0, skipped: 0 };
    sections.set(section, count);
    const kind = kindOf(outcome, expectedFailures);
    count[kind] += 1;
    total[kind] += 1;
    if (kind === 'failed' || kind === 'notYet') failures.push(outcome);
  }

  for (const { recorded, differences } of failures) {
    console.log(`${recorded.id}: ${differences.map(({ what }) => what).join(', ')}`);
  }
  for (const failure of failures.slice(0, shown)) printFailure(failure);
  console.log();
  for (const [section, count] of sections) console.log(`${section.padEnd(40)} ${passedOfTotal(count)}`);
  console.log(`${'total'.padEnd(40)} ${passedOfTotal(total)}`);
  for (const reason of new Set(outcomes.map(({ skipped }) => skipped))) {
    if (reason !== null) console.log(`skipped: ${reason}`);
  }
  console.log(`\n${total.passed} passed, ${total.failed + total.notYet} failed, ${total.skipped} skipped`);
  return total;
}

function kindOf({ recorded, skipped, differences }: Outcome, expectedFailures: Readonly<Record<string, string>>) {
  if (skipped !== null) return 'skipped';
  if (differences.length === 0) return 'passed';
  return expectedFailure(recorded, expectedFailures) === null ? 'failed' : 'notYet';
}

function passedOfTotal({ passed, failed, notYet, skipped }: Count): string {
  const notes = [notYet > 0 ? `${notYet} not yet` : '', skipped > 0 ? `${skipped} skipped` : ''].filter(Boolean);
  const ratio = `${passed}/${passed + failed + notYet}`.padStart(9);
  return `${ratio}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`;
}

function printFailure({ recorded, differences }: Outcome): void {
  const { method, target, headers, body, bodyBase64, group } = recorded;
  console.log(`\n── ${recorded.id} (${group}) ${'─'.repeat(60)}`);
  console.log(`${method} ${target}`);
  for (const [name, value] of Object.entries(headers)) console.log(`${name}: ${value}`);
  if (body !== undefined || bodyBase64 !== undefined) console.log(`\n${body ?? bodyBase64}`);
  for (const { what, expected, actual } of differences) {
    console.log(`\n  ${what}\n    expected: ${expected}\n    actual:   ${actual}`);
  }
}
