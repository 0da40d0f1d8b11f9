import { type Actor, requireRole } from '@/lib/auth/actor';
import type { PlaygroundAnswer, PlaygroundResult, TryQuery } from '@/lib/contracts/playground';
import { db } from '@/lib/db/client';
import { listReleases } from '@/lib/releases/history';
import type { RetrievedDocument, Why } from '@/lib/retrieval/retrieve';
import { tryQuery } from '@/lib/serving/try-query';
import { checkpointIdsOf, readComponentRefs } from './view-release';

/** One query answered by one side of the playground. */
export async function answerTryQuery(actor: Actor, body: TryQuery, signal: AbortSignal): Promise<PlaygroundAnswer> {
  const reply = await tryQuery(actor, body, signal);
  const refOf = await readComponentRefs(checkpointIdsOf(reply.spec));
  const checkpoints = checkpointIdsOf(reply.spec).map(refOf);
  const label = reply.release
    ? `Release ${reply.release.number}`
    : checkpoints.map((checkpoint) => checkpoint.name).join(' × ') || 'BM25';
  return {
    label,
    release: reply.release,
    checkpoints,
    operatingPoint: reply.operatingPoint,
    results: reply.results.map(viewResult),
    timings: reply.timings,
    wasCold: reply.wasCold,
  };
}

function viewResult(result: RetrievedDocument): PlaygroundResult {
  const { id, title, text, score, rank, firstStageRank } = result;
  const why: Why = result.why ?? {
    bm25: null,
    embedders: [],
    reranker: null,
    firstStage: { score, rank: firstStageRank, contribution: score },
  };
  return { id, title, text, score, rank, why };
}

/** What can be tried: corpora with sample queries, releases, components with the corpora they are indexed over. */
export async function viewPlayground(actor: Actor) {
  requireRole(actor, 'operator');
  const [corpora, releases, checkpoints, indexes, applications, datasets] = await Promise.all([
    db().corpus.findMany({ select: { hash: true, name: true, documentCount: true }, orderBy: { createdAt: 'asc' } }),
    listReleases(actor),
    db().checkpoint.findMany({ where: { archivedAt: null }, orderBy: [{ component: 'asc' }, { stage: 'asc' }] }),
    db().index.findMany({ where: { state: 'ready' }, select: { checkpointId: true, corpusHash: true } }),
    db().application.findMany({
      where: { archivedAt: null },
      select: { name: true, instruction: true, corpusHash: true },
    }),
    db().datasetVersion.findMany({
      where: { dataset: { archivedAt: null } },
      select: { id: true, corpusHash: true, dataset: { select: { name: true, instruction: true } } },
    }),
  ]);
  const live = releases.find((release) => release.state === 'live');
  const liveIds = new Set(live ? checkpointIdsOf(live.spec) : []);
  return {
    corpora: await Promise.all(
      corpora.map(async (corpus) => ({
        ...corpus,
        instructions: instructionsOf(corpus.hash, applications, datasets),
        sampleQueries: await sampleQueries(
          datasets.filter((version) => version.corpusHash === corpus.hash).map((version) => version.id),
        ),
      })),
    ),
    releases: releases
      .filter((release) => release.state !== 'withdrawn')
      .map((release) => ({
        id: release.id,
        number: release.number,
        isLive: release.state === 'live',
        label: release.configurationName,
        operatingPoint: release.spec.operatingPoint,
      })),
    components: checkpoints.map((checkpoint) => ({
      id: checkpoint.id,
      name: checkpoint.name,
      component: checkpoint.component,
      stage: checkpoint.stage,
      isLive: liveIds.has(checkpoint.id),
      indexedCorpora: indexes.filter((index) => index.checkpointId === checkpoint.id).map((index) => index.corpusHash),
    })),
  };
}

type Named = { name: string; instruction: string };

function instructionsOf(
  corpusHash: string,
  applications: readonly (Named & { corpusHash: string | null })[],
  datasets: readonly { corpusHash: string; dataset: Named }[],
): { label: string; instruction: string }[] {
  const named: Named[] = [
    ...applications.filter((application) => application.corpusHash === corpusHash),
    ...datasets.filter((version) => version.corpusHash === corpusHash).map((version) => version.dataset),
  ];
  const withWords = named.filter(({ instruction }) => instruction !== '');
  const distinct = withWords.filter(
    (item, i) => withWords.findIndex((other) => other.instruction === item.instruction) === i,
  );
  return distinct.map(({ name, instruction }) => ({ label: name, instruction }));
}

async function sampleQueries(versionIds: string[]): Promise<string[]> {
  const rows = await db().query.findMany({
    where: { versionId: { in: versionIds } },
    select: { text: true },
    take: 200,
  });
  return rows
    .map((row) => row.text)
    .filter((text) => text.length <= 120)
    .slice(0, 8);
}
