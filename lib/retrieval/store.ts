import { z } from 'zod';
import type { DbOrTx } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';

/** What a finished build knows about itself, kept with the index. */
export const indexStatsSchema = z.object({
  embedded: z.number(),
  resumed: z.number(),
  reused: z.number(),
  repeated: z.number(),
  textsPerS: z.number().optional(),
  seconds: z.number(),
});
export type IndexStats = z.infer<typeof indexStatsSchema>;

/** The stored statistics of an index; undefined while it has none. */
export const readIndexStats = (stats: unknown): IndexStats | undefined => indexStatsSchema.safeParse(stats).data;

/** An index with its checkpoint and corpus. @throws {NotFound} */
export async function findIndex(reader: DbOrTx, id: string) {
  const row = await reader.index.findUnique({
    where: { id },
    include: { checkpoint: true, corpus: { select: { hash: true, name: true, documentCount: true } } },
  });
  if (!row) throw new NotFound('There is no such index.');
  return row;
}

/** Indexes, newest first, with checkpoint and corpus. */
export const findIndexes = (reader: DbOrTx, where: { checkpointId?: string; corpusHash?: string; state?: string }) =>
  reader.index.findMany({
    where,
    include: {
      checkpoint: { select: { id: true, name: true, stage: true } },
      corpus: { select: { hash: true, name: true, documentCount: true } },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });

/** Releases by the index they refer to; withdrawn ones can never be live again and do not count. */
export async function findReleasesOfIndexes(reader: DbOrTx): Promise<Map<string, { id: string; number: number }[]>> {
  const rows = await reader.$queryRaw<{ id: string; number: number; indexId: string }[]>`
    SELECT r.id, r.number, bound->>'indexId' AS "indexId"
    FROM "Release" r CROSS JOIN LATERAL jsonb_array_elements(r.indexes->'indexes') AS bound
    WHERE r."withdrawnAt" IS NULL ORDER BY r.number`;
  const releases = new Map<string, { id: string; number: number }[]>();
  for (const { id, number, indexId } of rows) {
    const known = releases.get(indexId) ?? [];
    known.push({ id, number });
    releases.set(indexId, known);
  }
  return releases;
}

/** How many texts of a corpus no finished index of this embedder holds yet; equal texts count once. */
export async function countTextsToEmbed(reader: DbOrTx, embedderHash: string, corpusHash: string): Promise<number> {
  const [row] = await reader.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT d."textHash")::int AS count FROM "Document" d
    WHERE d."corpusHash" = ${corpusHash} AND NOT EXISTS (
      SELECT 1 FROM "Document" e JOIN "Index" i ON i."corpusHash" = e."corpusHash"
      WHERE i."embedderHash" = ${embedderHash} AND i.state = 'ready' AND e."textHash" = d."textHash")`;
  return row?.count ?? 0;
}
