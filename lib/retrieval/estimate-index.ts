import { type Actor, requireRole } from '@/lib/auth/actor';
import { type DbOrTx, db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { countTextsToEmbed, readIndexStats } from './store';

export type IndexEstimate = {
  documents: number;
  /** texts that no finished index of this embedder holds yet */
  textsToEmbed: number;
  /** null when nothing comparable was ever built here */
  textsPerS: number | null;
  seconds: number | null;
};

/** Checkpoints whose files differ by at most this share in size count as equally fast. */
const likeSize = 0.1;

/**
 * How long building an index would take here, from what was measured on this machine: the newest build of the same
 * checkpoint, else of an embedder of like size (stages of one base model are).
 *
 * @throws {NotFound} for an unknown checkpoint or corpus
 */
export async function estimateIndex(
  actor: Actor,
  { checkpointId, corpusHash }: { checkpointId: string; corpusHash: string },
): Promise<IndexEstimate> {
  requireRole(actor, 'operator');
  const checkpoint = await db().checkpoint.findUnique({ where: { id: checkpointId } });
  const corpus = await db().corpus.findUnique({ where: { hash: corpusHash } });
  if (!checkpoint || !corpus) throw new NotFound('There is no such checkpoint or corpus.');
  const textsToEmbed = await countTextsToEmbed(db(), checkpoint.contentHash, corpusHash);
  const textsPerS = await measuredTextsPerS(db(), checkpointId);
  const seconds = textsPerS === null ? null : textsToEmbed / textsPerS;
  return { documents: corpus.documentCount, textsToEmbed, textsPerS, seconds };
}

/** Milliseconds to embed that many texts with a checkpoint, as measured here; null when nothing comparable was built. */
export async function estimateIndexMs(checkpointId: string, texts: number): Promise<number | null> {
  const textsPerS = await measuredTextsPerS(db(), checkpointId);
  return textsPerS === null ? null : (1000 * texts) / textsPerS;
}

/** Texts per second of the newest comparable build on this machine; null when there is none. */
export async function measuredTextsPerS(reader: DbOrTx, checkpointId: string): Promise<number | null> {
  const rows = await reader.index.findMany({
    where: { state: 'ready' },
    select: { stats: true, checkpoint: { select: { id: true, files: true, source: true } } },
    orderBy: { builtAt: 'desc' },
    take: 200,
  });
  const measured = rows.flatMap(({ stats, checkpoint }) => {
    const textsPerS = readIndexStats(stats)?.textsPerS;
    return textsPerS === undefined ? [] : [{ textsPerS, checkpoint }];
  });
  const own = measured.find(({ checkpoint }) => checkpoint.id === checkpointId);
  if (own) return own.textsPerS;
  const wanted = await reader.checkpoint.findUnique({
    where: { id: checkpointId },
    select: { files: true, source: true },
  });
  // The speed of a remote model says nothing about another one.
  if (!wanted || wanted.source === 'remote') return null;
  const size = totalBytes(wanted.files);
  const like = measured.find(
    ({ checkpoint }) =>
      checkpoint.source !== 'remote' && Math.abs(totalBytes(checkpoint.files) - size) <= likeSize * size,
  );
  return like?.textsPerS ?? null;
}

function totalBytes(files: unknown): number {
  if (!Array.isArray(files)) return 0;
  return files.reduce((sum: number, file: { sizeBytes?: unknown }) => sum + (Number(file.sizeBytes) || 0), 0);
}
