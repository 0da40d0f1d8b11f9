import { type Job, type JobRecord, jobProgressSchema } from '@/lib/contracts/jobs';
import type { JobState } from '@/lib/jobs/jobs';
import { readActorNames } from './view-actor';

type JobRow = {
  id: string;
  kind: string;
  state: string;
  subjectType: string | null;
  subjectId: string | null;
  attempts: number;
  maxAttempts: number;
  cancelRequested: boolean;
  pauseRequested: boolean;
  progress: unknown;
  result: unknown;
  error: unknown;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};
type LogRow = { id: bigint; at: Date; level: string; message: string };

/** Jobs as the console shows them. */
export async function viewJobs(rows: readonly JobRow[]): Promise<Job[]> {
  const nameOf = await readActorNames(rows.map((row) => row.createdBy));
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state as JobState,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    attempts: row.attempts,
    maxAttempts: row.maxAttempts,
    cancelRequested: row.cancelRequested,
    pauseRequested: row.pauseRequested,
    progress: jobProgressSchema.nullable().catch(null).parse(row.progress),
    result: (row.result ?? null) as Job['result'],
    error: (row.error ?? null) as Job['error'],
    createdBy: nameOf(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}

/** One job with its log. */
export async function viewJobRecord(row: JobRow & { logs: LogRow[] }): Promise<JobRecord> {
  const [job] = await viewJobs([row]);
  return { ...(job as Job), logs: row.logs.map(viewLog) };
}

export const viewLog = (line: LogRow) => ({
  id: Number(line.id),
  at: line.at.toISOString(),
  level: line.level,
  message: line.message,
});
