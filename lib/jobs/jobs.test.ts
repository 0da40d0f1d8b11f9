import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { Cancelled, InvalidInput, Unavailable } from '@/lib/foundation/errors';
import { claimJob, claimJobById } from './claim-job';
import { defineJob, type JobDefinition, type JobHandler } from './define-job';
import { enqueueJob } from './enqueue-job';
import { failureOutcome } from './job-outcome';
import { cancelJob, getJob, retryJob } from './jobs';
import { runJob } from './run-job';

const actor = systemActor('test');
const never = new AbortController().signal;
const payload = z.object({ n: z.number() });
const jobWith = (handle: JobHandler<{ n: number }>, maxAttempts = 3) =>
  defineJob({ kind: 'test.work', payload, maxAttempts, load: async () => ({ handle }) });

describe('the job queue', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());
  afterEach(() => test.db.job.deleteMany());

  const run = async (definition: JobDefinition<{ n: number }>, id: string) => {
    const claimed = await claimJobById('w1', id);
    if (claimed) await runJob(claimed, [definition as JobDefinition], never);
  };

  it('gives every job to exactly one of ten workers that ask at once', async () => {
    const definition = jobWith(async () => ({}));
    for (let n = 0; n < 12; n++) await enqueueJob(test.db, definition, { n }, { actor });
    const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => claimJob(`w${i}`, ['test.work'])));
    const ids = claims.filter((claim) => claim !== undefined).map((claim) => claim.id);
    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
  });

  it('keeps the result and the last progress of a job that succeeds', async () => {
    const definition = jobWith(async ({ n }, context) => {
      await context.progress({ phase: 'count', done: 1, total: 2, unit: 'steps' });
      await context.progress({ phase: 'count', done: 2, total: 2, unit: 'steps' });
      await context.log('info', 'counted');
      return { doubled: n * 2 };
    });
    const id = await enqueueJob(test.db, definition, { n: 21 }, { actor });
    await run(definition, id);
    const job = await getJob(actor, id);
    expect(job).toMatchObject({ state: 'succeeded', result: { doubled: 42 }, progress: { done: 2, total: 2 } });
    expect(job.logs.map((line) => line.message)).toEqual(['counted']);
  });

  it('tries again after a failure of the moment and gives up after the last attempt', async () => {
    const definition = jobWith(async () => {
      throw new Error('the network is down');
    }, 2);
    const id = await enqueueJob(test.db, definition, { n: 1 }, { actor });
    await run(definition, id);
    expect((await getJob(actor, id)).state).toBe('queued');
    await run(definition, id);
    expect(await getJob(actor, id)).toMatchObject({ state: 'failed', attempts: 2, error: { code: 'internal' } });
    await retryJob(actor, id);
    expect(await getJob(actor, id)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('does not try wrong input again', async () => {
    const definition = jobWith(async () => {
      throw new InvalidInput('line 3 is not JSON');
    });
    const id = await enqueueJob(test.db, definition, { n: 1 }, { actor });
    await run(definition, id);
    expect(await getJob(actor, id)).toMatchObject({
      state: 'failed',
      attempts: 1,
      error: { message: 'line 3 is not JSON' },
    });
  });

  it('lets a worker that lost its lease change nothing', async () => {
    const definition = jobWith(async () => ({ by: 'late' }));
    const id = await enqueueJob(test.db, definition, { n: 1 }, { actor });
    const late = await claimJobById('slow', id);
    await test.db.$executeRaw`UPDATE "Job" SET "lockedUntil" = now() - interval '1 second' WHERE id = ${id}`;
    const fresh = await claimJob('fast', ['test.work']);
    expect(fresh?.id).toBe(id);
    if (!late || !fresh) throw new Error('both claims must succeed');
    await runJob(late, [definition as JobDefinition], never);
    expect((await getJob(actor, id)).state).toBe('running');
    await runJob(fresh, [jobWith(async () => ({ by: 'fresh' })) as JobDefinition], never);
    expect(await getJob(actor, id)).toMatchObject({ state: 'succeeded', result: { by: 'fresh' } });
  });

  it('returns a job to the queue without losing an attempt when the worker shuts down', async () => {
    const stop = new AbortController();
    const definition = jobWith(async (_, context) => {
      stop.abort();
      context.signal.throwIfAborted();
      return {};
    });
    const id = await enqueueJob(test.db, definition, { n: 1 }, { actor });
    const claimed = await claimJobById('w1', id);
    if (!claimed) throw new Error('the claim must succeed');
    await runJob(claimed, [definition as JobDefinition], stop.signal);
    expect(await getJob(actor, id)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('gives up on a job whose workers die before they can say why', async () => {
    const definition = jobWith(async () => ({}), 1);
    const id = await enqueueJob(test.db, definition, { n: 1 }, { actor });
    await claimJobById('dies', id);
    await test.db.$executeRaw`UPDATE "Job" SET "lockedUntil" = now() - interval '1 second' WHERE id = ${id}`;
    await run(definition, id);
    expect(await getJob(actor, id)).toMatchObject({ state: 'failed', attempts: 2 });
  });

  it('refuses a second job with the same key until the first is over', async () => {
    const definition = jobWith(async () => ({}));
    const id = await enqueueJob(test.db, definition, { n: 1 }, { actor, dedupeKey: 'once' });
    await expect(enqueueJob(test.db, definition, { n: 2 }, { actor, dedupeKey: 'once' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await cancelJob(actor, id);
    expect((await getJob(actor, id)).state).toBe('cancelled');
    await enqueueJob(test.db, definition, { n: 2 }, { actor, dedupeKey: 'once' });
    await expect(cancelJob(actor, id)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('the outcome of a failure', () => {
  it('doubles the delay and never waits more than five minutes', () => {
    const delays = [1, 2, 3, 12].map((attempt) => failureOutcome(new Unavailable('x'), attempt, 99));
    expect(delays).toEqual([2000, 4000, 8000, 300_000].map((delayMs) => ({ kind: 'retry', delayMs })));
  });

  it('ends at once for wrong input, for a cancellation and after the last attempt', () => {
    expect(failureOutcome(new InvalidInput('x'), 1, 9)).toEqual({ kind: 'failed' });
    expect(failureOutcome(new Cancelled('x'), 1, 9)).toEqual({ kind: 'cancelled' });
    expect(failureOutcome(new Unavailable('x'), 3, 3)).toEqual({ kind: 'failed' });
  });
});
