import { type Actor, requireRole } from '@/lib/auth/actor';
import type { Mixer } from '@/lib/contracts/releases';
import { db } from '@/lib/db/client';
import { findRelease, readLivePointer } from '@/lib/releases/store';
import { estimateIndexMs } from '@/lib/retrieval/estimate-index';
import { checkpointIdsOf } from './view-release';

/** What can be mixed into a release: components by stage, what is live, and which indexes the applications' corpora need. */
export async function viewMixer(actor: Actor): Promise<Mixer> {
  requireRole(actor, 'operator');
  const pointer = await readLivePointer();
  const [live, checkpoints, applications, corpora, indexes] = await Promise.all([
    pointer.releaseId ? findRelease(db(), pointer.releaseId) : undefined,
    db().checkpoint.findMany({
      where: { archivedAt: null },
      orderBy: [{ component: 'asc' }, { stage: 'asc' }, { createdAt: 'asc' }],
    }),
    db().application.findMany({ where: { archivedAt: null }, select: { id: true, name: true, corpusHash: true } }),
    db().corpus.findMany({ select: { hash: true, name: true, documentCount: true } }),
    db().index.findMany(),
  ]);
  const used = corpora.filter((corpus) => applications.some((application) => application.corpusHash === corpus.hash));
  const offered = used.length > 0 ? used : corpora;
  const liveIds = new Set(live ? checkpointIdsOf(live.spec) : []);
  const components = await Promise.all(
    checkpoints.map(
      async (checkpoint): Promise<Mixer['components'][number]> => ({
        id: checkpoint.id,
        name: checkpoint.name,
        component: checkpoint.component === 'reranker' ? 'reranker' : 'embedder',
        stage: checkpoint.stage,
        isLive: liveIds.has(checkpoint.id),
        isSample: checkpoint.isSample,
        figure: null,
        indexes:
          checkpoint.component === 'reranker'
            ? []
            : await Promise.all(
                offered.map(async (corpus) => {
                  const index = indexes.find(
                    (candidate) => candidate.checkpointId === checkpoint.id && candidate.corpusHash === corpus.hash,
                  );
                  const state = (index?.state ?? 'missing') as 'building' | 'ready' | 'failed' | 'missing';
                  const estimateMs =
                    state === 'ready' ? null : await estimateIndexMs(checkpoint.id, corpus.documentCount);
                  return {
                    corpusHash: corpus.hash,
                    state,
                    indexId: index?.id ?? null,
                    jobId: index?.jobId ?? null,
                    estimateMs,
                  };
                }),
              ),
      }),
    ),
  );
  return {
    corpora: offered.map((corpus) => ({
      ...corpus,
      applications: applications
        .filter((application) => application.corpusHash === corpus.hash)
        .map(({ id, name }) => ({ id, name })),
    })),
    components,
    live: live ? { releaseId: live.id, number: live.number, spec: live.spec } : null,
  };
}
