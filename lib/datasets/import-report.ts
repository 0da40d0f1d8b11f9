import { z } from 'zod';
import { InvalidInput } from '@/lib/foundation/errors';

/** What can be wrong with a line. */
export const problemKinds = [
  'malformed',
  'encoding',
  'too_long',
  'empty_text',
  'duplicate',
  'unknown_query',
  'unknown_document',
  'bad_grade',
] as const;
export type ProblemKind = (typeof problemKinds)[number];

const count = z.number().int().nonnegative();

/** What an import found, kept with the dataset version. */
export const importReportSchema = z.object({
  documents: count,
  queries: count,
  splits: z.record(z.string(), z.object({ queries: count, pairs: count })),
  /** queries without a judgment in any split */
  queriesWithoutQrels: count,
  /** documents whose passage text stands under another id as well */
  repeatedTexts: count,
  /** lines left out because something was wrong with them, by what was wrong */
  leftOut: z.partialRecord(z.enum(problemKinds), count),
  /** lines that were kept although something is odd about them */
  noted: z.partialRecord(z.enum(problemKinds), count),
  /** the first of those lines */
  issues: z.array(
    z.object({
      kind: z.enum(problemKinds),
      isLeftOut: z.boolean(),
      file: z.string(),
      line: count,
      message: z.string(),
    }),
  ),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export type OnBadLine = 'refuse' | 'report';
const listed = 100;

/** Collects what is wrong with the lines of an import; ends it when bad lines are to be refused. */
export class ImportProblems {
  readonly leftOut: ImportReport['leftOut'] = {};
  readonly noted: ImportReport['noted'] = {};
  readonly issues: ImportReport['issues'] = [];
  constructor(private readonly onBadLine: OnBadLine) {}

  /** A line that cannot be used: refused or left out, as the operator chose. */
  bad(kind: ProblemKind, file: string, line: number, message: string): void {
    this.add(this.leftOut, { kind, isLeftOut: true, file, line, message });
  }

  /** A line that is used although something about it is odd. */
  note(kind: ProblemKind, file: string, line: number, message: string): void {
    this.add(this.noted, { kind, isLeftOut: false, file, line, message });
  }

  private add(counts: ImportReport['leftOut'], issue: ImportReport['issues'][number]): void {
    const before = counts[issue.kind] ?? 0;
    counts[issue.kind] = before + 1;
    // Every kind gets its share of the list, so that ten thousand of one kind do not hide one of another.
    if (before < listed / 5 && this.issues.length < listed) this.issues.push(issue);
  }

  get badLines(): number {
    return Object.values(this.leftOut).reduce((sum, n) => sum + n, 0);
  }

  /** @throws {InvalidInput} naming file, line and reason, if lines are bad and bad lines are refused */
  refuseIfBad(): void {
    if (this.onBadLine === 'report' || this.badLines === 0) return;
    const bad = this.issues.filter((issue) => issue.isLeftOut);
    const first = bad[0];
    const many = this.badLines === 1 ? '1 line is wrong' : `${this.badLines} lines are wrong`;
    throw new InvalidInput(
      `The import was refused whole and nothing was changed: ${many}. First: ${first?.file}, line ${first?.line}: ${first?.message}`,
      {
        issues: bad.map(({ file, line, message }) => ({ path: `${file}:${line}`, message })),
        hint: 'Correct these lines, or import with "on bad line: report" (--on-bad-line report) to leave them out.',
      },
    );
  }
}
