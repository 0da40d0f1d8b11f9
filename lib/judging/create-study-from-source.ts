import type { z } from 'zod';
import { type Actor, requireRole } from '@/lib/auth/actor';
import type { newStudySchema } from '@/lib/contracts/studies';
import type { StudyQuery } from '@/lib/contracts/study';
import { loadSplit } from '@/lib/datasets/load-split';
import { db } from '@/lib/db/client';
import { InvalidInput } from '@/lib/foundation/errors';
import { createStudy } from './create-study';
import { readKnownPairs, readStudyQueries } from './read-study-queries';

type NewStudy = z.output<typeof newStudySchema>;

/**
 * Makes a draft study from queries of a dataset or of a file.
 *
 * @throws {InvalidInput} naming what cannot be used
 */
export async function createStudyFromSource(actor: Actor, input: NewStudy): Promise<{ id: string }> {
  requireRole(actor, 'operator');
  const { source, knownPairsFile, ...study } = input;
  if (study.settings.generator.kind !== 'imported' && !study.settings.retrieval) {
    throw new InvalidInput('Choose the corpus that both arms search.', {
      issues: [{ path: 'settings.retrieval', message: 'is needed unless answers are imported' }],
    });
  }
  const filePairs = knownPairsFile?.trim() ? readKnownPairs(knownPairsFile) : [];
  const knownPairs = [...study.knownPairs, ...filePairs];
  return { id: await createStudy(actor, { ...study, knownPairs }, await readSource(source)) };
}

async function readSource(source: NewStudy['source']): Promise<StudyQuery[]> {
  if (source.kind === 'queries') return source.queries;
  if (source.kind === 'file') return readStudyQueries(source.content);
  const { versionId, split, stratumField } = source;
  const inSplit = split ? new Set((await loadSplit(versionId, split)).queries.map(({ id }) => id)) : undefined;
  const rows = await db().query.findMany({ where: { versionId }, orderBy: { queryId: 'asc' }, take: 100_000 });
  return rows
    .filter((row) => !inSplit || inSplit.has(row.queryId))
    .map((row) => ({ queryId: row.queryId, text: row.text, stratum: stratumOf(row.metadata, stratumField) }));
}

function stratumOf(metadata: unknown, field: string | undefined): string {
  if (!field || !metadata || typeof metadata !== 'object' || Array.isArray(metadata)) return '';
  const value = (metadata as Record<string, unknown>)[field];
  return isLabel(value) ? String(value) : '';
}

/** What can name a stratum. */
export const isLabel = (value: unknown): value is string | number | boolean =>
  (typeof value === 'string' && value.length <= 200) || typeof value === 'number' || typeof value === 'boolean';
