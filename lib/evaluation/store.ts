import { type Actor, actorId } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { type DbOrTx, db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, NotFound } from '@/lib/foundation/errors';
import { canonicalJson, contentHash, sha256 } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';
import { type EvidenceContent, evidenceContentSchema, evidenceHash } from './evidence';

/** Per-query values of one row of an evaluation, as they are stored. `null` where a measure has no value. */
export type QueryRecord = {
  readonly row: string;
  readonly queryId: string;
  readonly values: Readonly<Record<string, number | null>>;
  /** ids of the returned documents, best first; absent where no list belongs to the row */
  readonly ranking?: readonly string[];
};

export type NewEvaluation = Omit<EvidenceContent, 'schemaVersion' | 'queriesHash'> & {
  readonly queries: readonly QueryRecord[];
  readonly jobId: string | undefined;
  readonly isSample?: boolean;
};

const recordsPerStatement = 1000;

/**
 * SHA-256 over the per-query values: of the hashes of the rows, by row key, each over its records by query id. In two
 * steps, because all records of a large grid do not fit into one string.
 */
export function queriesHash(queries: readonly QueryRecord[]): string {
  const rows = new Map<string, QueryRecord[]>();
  for (const query of queries) {
    const own = rows.get(query.row) ?? [];
    own.push(query);
    rows.set(query.row, own);
  }
  const hashes = [...rows]
    .sort(([a], [b]) => compare(a, b))
    .map(([, own]) =>
      sha256(
        own
          .sort((a, b) => compare(a.queryId, b.queryId))
          .map((query) => canonicalJson(query))
          .join('\n'),
      ),
    );
  return sha256(hashes.join('\n'));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Kind of an evaluation whose per-query values are still being written: nobody sees it. */
const storing = 'storing';
const staleAfterMs = 24 * 3600 * 1000;

/**
 * Stores a finished evaluation with its per-query values; it never changes after. The values are written block by block,
 * so that others get their turn at the database; the evaluation appears, with its audit entry, when the last one is there.
 * A job that stored its evaluation before it was killed gets that one back; what a killed one left half written is removed.
 */
export async function insertEvaluation(actor: Actor, evaluation: NewEvaluation): Promise<{ id: string; hash: string }> {
  const { queries, jobId, isSample = false, ...rest } = evaluation;
  const content = evidenceContentSchema.parse({ ...rest, schemaVersion: 1, queriesHash: queriesHash(queries) });
  const hash = evidenceHash(content);
  const earlier =
    jobId === undefined ? null : await db().evaluation.findFirst({ where: { jobId, kind: { not: storing } } });
  if (earlier) return { id: earlier.id, hash: earlier.hash };
  await removeAbandoned(jobId);
  const id = randomId();
  const { name, subject, settings, inputs, results, seed, machine } = JSON.parse(JSON.stringify(content));
  await db().evaluation.create({
    data: {
      id,
      kind: storing,
      name,
      versionId: content.inputs.dataset?.versionId ?? null,
      split: content.inputs.dataset?.split ?? null,
      subject,
      settings: { ...settings, queriesHash: content.queriesHash },
      inputs,
      results,
      hash,
      seed,
      machine,
      jobId: jobId ?? null,
      isSample,
      createdBy: actorId(actor),
    },
  });
  try {
    for (let start = 0; start < queries.length; start += recordsPerStatement) {
      await insertQueries(db(), id, queries.slice(start, start + recordsPerStatement));
    }
    await transaction(async (tx) => {
      await tx.evaluation.update({ where: { id }, data: { kind: content.results.kind } });
      await appendAudit(tx, {
        actor: actorId(actor),
        action: 'evaluation.store',
        subjectType: 'evaluation',
        subjectId: id,
        data: { kind: content.results.kind, hash },
      });
    });
  } catch (error) {
    await db().evaluation.deleteMany({ where: { id, kind: storing } });
    throw error;
  }
  return { id, hash };
}

async function removeAbandoned(jobId: string | undefined): Promise<void> {
  const isOld = { createdAt: { lt: new Date(systemClock.nowMs() - staleAfterMs) } };
  await db().evaluation.deleteMany({
    where: { kind: storing, OR: jobId === undefined ? [isOld] : [isOld, { jobId }] },
  });
}

async function insertQueries(tx: DbOrTx, id: string, chunk: readonly QueryRecord[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "EvaluationQuery" ("evaluationId", row, "queryId", "values", ranking)
    SELECT ${id}, r, q, v::jsonb, nullif(k, '')::jsonb
    FROM unnest(${chunk.map((c) => c.row)}::text[], ${chunk.map((c) => c.queryId)}::text[],
      ${chunk.map((c) => JSON.stringify(c.values))}::text[],
      ${chunk.map((c) => (c.ranking ? JSON.stringify(c.ranking) : ''))}::text[]) AS e(r, q, v, k)`;
}

/** An evaluation as it was stored. */
export type StoredEvaluation = EvidenceContent & {
  readonly id: string;
  readonly hash: string;
  readonly versionId: string | null;
  readonly split: string | null;
  readonly jobId: string | null;
  readonly isSample: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
};

/**
 * One evaluation, checked against its own hash.
 *
 * @throws {NotFound} @throws {Conflict} if what is stored is no longer what was hashed
 */
export async function findEvaluation(reader: DbOrTx, id: string): Promise<StoredEvaluation> {
  const row = await reader.evaluation.findFirst({ where: { id, kind: { not: storing } } });
  if (!row) throw new NotFound('There is no such evaluation.');
  const { queriesHash: queries, ...settings } = row.settings as Record<string, unknown>;
  const parsed = evidenceContentSchema.safeParse({
    schemaVersion: 1,
    name: row.name,
    subject: row.subject,
    settings,
    inputs: row.inputs,
    results: row.results,
    queriesHash: queries,
    seed: Number(row.seed),
    machine: row.machine,
  });
  if (!parsed.success || contentHash(parsed.data) !== row.hash) {
    throw new Conflict('This evaluation no longer matches its hash; somebody changed it in the database.', {
      hint: 'Restore the database from a backup, or run the evaluation again.',
    });
  }
  const { hash, versionId, split, jobId, isSample, createdBy, createdAt } = row;
  return { ...parsed.data, id, hash, versionId, split, jobId, isSample, createdBy, createdAt };
}

export type EvaluationFilter = {
  kind?: string | undefined;
  versionId?: string | undefined;
  /** at most 200; default 50 */
  take?: number | undefined;
};

/** What a list shows of each evaluation, newest first. */
export async function findEvaluations(reader: DbOrTx, { kind, versionId, take = 50 }: EvaluationFilter) {
  return reader.evaluation.findMany({
    where: { kind: kind ?? { not: storing }, ...(versionId === undefined ? {} : { versionId }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: Math.min(take, 200),
    select: {
      id: true,
      kind: true,
      name: true,
      versionId: true,
      split: true,
      subject: true,
      hash: true,
      isSample: true,
      createdBy: true,
      createdAt: true,
    },
  });
}

/** Per-query values of some rows of an evaluation, by row and query id. */
export async function findQueryRecords(
  reader: DbOrTx,
  evaluationId: string,
  rows: readonly string[],
  queryId?: string,
): Promise<QueryRecord[]> {
  const found = await reader.evaluationQuery.findMany({
    where: { evaluationId, row: { in: [...rows] }, ...(queryId === undefined ? {} : { queryId }) },
    orderBy: [{ row: 'asc' }, { queryId: 'asc' }],
  });
  return found.map(({ row, queryId: id, values, ranking }) => ({
    row,
    queryId: id,
    values: values as Record<string, number | null>,
    ...(ranking === null ? {} : { ranking: ranking as string[] }),
  }));
}
