import { z } from 'zod';
import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';

/** Where the first run keeps what was chosen. */
export const sampleSettingKey = 'sample.choice';

const choiceSchema = z.object({ choice: z.enum(['installed', 'empty', 'removed']), jobId: z.string().optional() });

export type SampleState = {
  /** `undecided` until somebody chose; `installing` while the job waits or works; `failed` when it ended otherwise */
  state: 'undecided' | 'installing' | 'installed' | 'failed' | 'empty' | 'removed';
  jobId: string | null;
};

/** Whether the sample is here, on its way, or was not wanted. */
export async function readSampleState(actor: Actor): Promise<SampleState> {
  requireRole(actor, 'operator', 'stakeholder', 'annotator');
  return findSampleState();
}

/** The same for callers that have checked the role. `MIXSTAGE_SAMPLE=empty` is a choice, too. */
export async function findSampleState(): Promise<SampleState> {
  const row = await db().setting.findUnique({ where: { key: sampleSettingKey } });
  const stored = row ? choiceSchema.parse(row.value) : undefined;
  if (!stored) return { state: env().MIXSTAGE_SAMPLE === 'empty' ? 'empty' : 'undecided', jobId: null };
  if (stored.choice !== 'installed' || !stored.jobId) return { state: stored.choice, jobId: stored.jobId ?? null };
  const job = await db().job.findUnique({ where: { id: stored.jobId }, select: { state: true } });
  if (job?.state === 'queued' || job?.state === 'running') return { state: 'installing', jobId: stored.jobId };
  return { state: job && job.state !== 'succeeded' ? 'failed' : 'installed', jobId: stored.jobId };
}
