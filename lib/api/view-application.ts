import { type Actor, requireRole } from '@/lib/auth/actor';
import type { Application, ApplicationRecord } from '@/lib/contracts/applications';
import { db } from '@/lib/db/client';
import { systemClock } from '@/lib/foundation/clock';
import { getApplication, listApplications } from '@/lib/releases/applications';
import { mergeHistograms, quantileMs } from '@/lib/serving/latency-histogram';
import { type TimedStep, timedSteps } from '@/lib/serving/request-statistics';
import { type ActorNames, readActorNames } from './view-actor';
import { viewKeys } from './view-key';

type Row = Awaited<ReturnType<typeof listApplications>>[number];
type BaseRow = Omit<Row, '_count'>;
type DayRow = {
  applicationId: string;
  day: Date;
  releaseId: string;
  requests: number;
  failures: number;
  histograms: unknown;
};
type Histograms = Partial<Record<TimedStep, number[]>>;

const daysAgo = (days: number): Date => new Date(Math.floor(systemClock.nowMs() / 86_400_000 - days + 1) * 86_400_000);

const histogramOf = (rows: readonly DayRow[], step: TimedStep): number[] =>
  rows.reduce<number[]>((sum, row) => mergeHistograms(sum, (row.histograms as Histograms)[step]), []);

/** Infinity (beyond a minute) has no JSON form; the page shows it as "over a minute" through the largest bound. */
const finiteOrNull = (value: number | undefined): number | null =>
  value === undefined ? null : Number.isFinite(value) ? value : 60_000;

function viewApplication(
  row: BaseRow,
  recent: readonly DayRow[],
  numbers: ReadonlyMap<string, number>,
  nameOf: ActorNames,
): Application {
  const own = recent.filter((day) => day.applicationId === row.id);
  const total = histogramOf(own, 'totalMs');
  const refOf = (id: string) => ({ id, number: numbers.get(id) ?? 0 });
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    instruction: row.instruction,
    corpus: row.corpus && row.corpusHash ? { hash: row.corpusHash, ...row.corpus } : null,
    operatingPoint: { budget: row.budget, depth: row.depth },
    pinned: row.pinnedReleaseId ? refOf(row.pinnedReleaseId) : null,
    canary:
      row.canaryReleaseId && row.canaryPercent > 0
        ? { release: refOf(row.canaryReleaseId), percent: row.canaryPercent }
        : null,
    isSample: row.isSample,
    createdBy: nameOf(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
    recent: {
      requests: own.reduce((sum, day) => sum + day.requests, 0),
      failures: own.reduce((sum, day) => sum + day.failures, 0),
      p50Ms: finiteOrNull(quantileMs(total, 0.5)),
      p95Ms: finiteOrNull(quantileMs(total, 0.95)),
    },
  };
}

async function readReleaseNumbers(): Promise<Map<string, number>> {
  return new Map(
    (await db().release.findMany({ select: { id: true, number: true } })).map((row) => [row.id, row.number]),
  );
}

/** All applications with their traffic of the last seven days. */
export async function viewApplications(actor: Actor): Promise<Application[]> {
  const rows = await listApplications(actor);
  const [recent, numbers, nameOf] = await Promise.all([
    db().applicationDay.findMany({ where: { day: { gte: daysAgo(7) } } }),
    readReleaseNumbers(),
    readActorNames(rows.map((row) => row.createdBy)),
  ]);
  return rows.map((row) => viewApplication(row, recent, numbers, nameOf));
}

/** One application with its keys, its requests by day and release, and its latencies by step of the pipeline. */
export async function viewApplicationRecord(actor: Actor, id: string, days: number): Promise<ApplicationRecord> {
  requireRole(actor, 'operator', 'stakeholder');
  const row = await getApplication(actor, id);
  const rows = await db().applicationDay.findMany({
    where: { applicationId: row.id, day: { gte: daysAgo(Math.max(days, 7)) } },
    orderBy: { day: 'asc' },
  });
  const [numbers, nameOf, keys] = await Promise.all([
    readReleaseNumbers(),
    readActorNames([row.createdBy]),
    viewKeys(row.keys),
  ]);
  const week = daysAgo(7);
  const shown = rows.filter((day) => day.day >= daysAgo(days));
  const isOperator = actor.kind === 'system' || (actor.kind === 'user' && actor.role !== 'stakeholder');
  return {
    ...viewApplication(
      row,
      rows.filter((day) => day.day >= week),
      numbers,
      nameOf,
    ),
    keys: isOperator ? keys : [],
    days: groupByDay(shown, numbers),
    latency: timedSteps.map((step) => {
      const histogram = histogramOf(shown, step);
      const at = (q: number) => finiteOrNull(quantileMs(histogram, q));
      return {
        stage: step.slice(0, -2) as ApplicationRecord['latency'][number]['stage'],
        p50Ms: at(0.5),
        p95Ms: at(0.95),
        p99Ms: at(0.99),
      };
    }),
  };
}

function groupByDay(rows: readonly DayRow[], numbers: ReadonlyMap<string, number>): ApplicationRecord['days'] {
  const days = new Map<string, ApplicationRecord['days'][number]>();
  for (const row of rows) {
    const day = row.day.toISOString().slice(0, 10);
    const entry = days.get(day) ?? { day, requests: 0, failures: 0, byRelease: [] };
    entry.requests += row.requests;
    entry.failures += row.failures;
    entry.byRelease.push({ releaseId: row.releaseId, number: numbers.get(row.releaseId) ?? 0, requests: row.requests });
    days.set(day, entry);
  }
  return [...days.values()];
}
