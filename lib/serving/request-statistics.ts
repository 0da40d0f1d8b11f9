import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { log } from '@/lib/foundation/log';
import { addLatency, emptyHistogram, type Histogram, mergeHistograms } from './latency-histogram';

export const timedSteps = ['tokenizeMs', 'embedMs', 'searchMs', 'rerankMs', 'totalMs'] as const;
export type TimedStep = (typeof timedSteps)[number];
export type Timings = Partial<Record<TimedStep, number>>;

type Bucket = {
  applicationId: string;
  releaseId: string;
  day: string;
  requests: number;
  failures: number;
  histograms: Record<TimedStep, Histogram>;
};

/** Different (application, release, day) triples held between two writes; more than a node can meet in five seconds. */
const maxBuckets = 5000;

/**
 * Counts the requests of this node in memory and adds them to the database now and then, so that a busy application
 * does not write a row per request. A node that is killed loses the counts of the last seconds, never a request.
 */
export class RequestStatistics {
  private buckets = new Map<string, Bucket>();
  /** since the node started, for /metrics */
  readonly totals = new Map<string, { requests: number; failures: number; histograms: Record<TimedStep, Histogram> }>();

  record(
    applicationId: string,
    releaseId: string,
    outcome: { timings?: Timings | undefined; isFailure: boolean },
  ): void {
    const day = systemClock.now().toISOString().slice(0, 10);
    const key = `${applicationId} ${releaseId} ${day}`;
    let bucket = this.buckets.get(key);
    if (!bucket) {
      if (this.buckets.size >= maxBuckets) return;
      bucket = { applicationId, releaseId, day, ...emptyCounts() };
      this.buckets.set(key, bucket);
    }
    const totals = this.totals.get(releaseId) ?? emptyCounts();
    this.totals.set(releaseId, totals);
    for (const counts of [bucket, totals]) {
      counts.requests++;
      if (outcome.isFailure) counts.failures++;
      for (const step of timedSteps) {
        const latencyMs = outcome.timings?.[step];
        if (latencyMs !== undefined) addLatency(counts.histograms[step], latencyMs);
      }
    }
  }

  /** Adds what was counted to the database; what cannot be written is kept for the next time. */
  async flush(): Promise<void> {
    const pending = [...this.buckets.values()];
    this.buckets = new Map();
    for (const bucket of pending) {
      try {
        await addToDatabase(bucket);
      } catch (error) {
        log.warn('statistics.flush_failed', { applicationId: bucket.applicationId }, error);
        const key = `${bucket.applicationId} ${bucket.releaseId} ${bucket.day}`;
        const newer = this.buckets.get(key);
        this.buckets.set(key, newer ? sumOf(bucket, newer) : bucket);
      }
    }
  }
}

const emptyCounts = () => ({
  requests: 0,
  failures: 0,
  histograms: Object.fromEntries(timedSteps.map((step) => [step, emptyHistogram()])) as Record<TimedStep, Histogram>,
});

function sumOf(a: Bucket, b: Bucket): Bucket {
  const histograms = Object.fromEntries(
    timedSteps.map((step) => [step, mergeHistograms(a.histograms[step], b.histograms[step])]),
  );
  return {
    ...a,
    requests: a.requests + b.requests,
    failures: a.failures + b.failures,
    histograms: histograms as Record<TimedStep, Histogram>,
  };
}

async function addToDatabase(bucket: Bucket): Promise<void> {
  const { applicationId, releaseId } = bucket;
  const day = new Date(`${bucket.day}T00:00:00Z`);
  await transaction(async (tx) => {
    const empty = JSON.stringify({});
    await tx.$executeRaw`INSERT INTO "ApplicationDay" ("applicationId", day, "releaseId", requests, failures, histograms)
      VALUES (${applicationId}, ${day}::date, ${releaseId}, 0, 0, ${empty}::jsonb) ON CONFLICT DO NOTHING`;
    await tx.$queryRaw`SELECT 1 FROM "ApplicationDay" WHERE "applicationId" = ${applicationId} AND day = ${day}::date AND "releaseId" = ${releaseId} FOR UPDATE`;
    const row = await tx.applicationDay.findUniqueOrThrow({
      where: { applicationId_day_releaseId: { applicationId, day, releaseId } },
    });
    const stored = row.histograms as Partial<Record<TimedStep, number[]>>;
    const histograms = Object.fromEntries(
      timedSteps.map((step) => [step, mergeHistograms(stored[step], bucket.histograms[step])]),
    );
    await tx.applicationDay.update({
      where: { applicationId_day_releaseId: { applicationId, day, releaseId } },
      data: { requests: row.requests + bucket.requests, failures: row.failures + bucket.failures, histograms },
    });
  });
}
