import type { Actor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { InvalidInput, NotFound } from '@/lib/foundation/errors';
import { findRelease } from '@/lib/releases/store';
import type { EmbedReply, HostReply } from './host-protocol';
import { askHost, requireApplication, routeRequest } from './serve-request';
import { webNode } from './web-node';

/** One text may have this many characters; models cut far earlier, the bound keeps a request from filling the memory. */
const maxTextCharacters = 200_000;

function checkTexts(texts: readonly string[], field: string): string[] {
  const issue = (index: number, message: string) =>
    new InvalidInput(`${field}[${index}] ${message}.`, { issues: [{ path: `${field}.${index}`, message }] });
  return texts.map((text, index) => {
    if (text.trim() === '') throw issue(index, 'is empty');
    if (text.length > maxTextCharacters) throw issue(index, `is longer than ${maxTextCharacters} characters`);
    return text.toWellFormed();
  });
}

/** `backbone@release-7` names a release; anything else names a component or nothing. */
function releaseInModel(model: string | undefined): string | undefined {
  const at = model?.lastIndexOf('@') ?? -1;
  return model !== undefined && at >= 0 ? model.slice(at + 1) : undefined;
}

/** The release for work on bare texts. One application always gets one release, so that its vectors stay comparable. */
async function releaseFor(actor: Actor, model: string | undefined) {
  const { application, snapshot } = await requireApplication(actor, webNode());
  const { releaseId } = routeRequest(snapshot, application, {
    release: releaseInModel(model),
    stickyKey: application.id,
  });
  return { application, releaseId, release: snapshot.releases.get(releaseId)?.name ?? releaseId };
}

export type ServeEmbedInput = {
  texts: readonly string[];
  as: 'query' | 'document';
  model?: string | undefined;
  instruction?: string | undefined;
};

/**
 * Vectors of texts by the embedder of the application's release.
 *
 * @throws {InvalidInput} for empty or overlong texts @throws {NotFound} if the release has no such embedder
 */
export async function serveEmbed(
  actor: Actor,
  input: ServeEmbedInput,
  signal?: AbortSignal,
): Promise<EmbedReply & { release: string; model: string }> {
  const texts = checkTexts(input.texts, 'input');
  const { application, releaseId, release } = await releaseFor(actor, input.model);
  const { spec } = await findRelease(db(), releaseId);
  const [first] = spec.embedders;
  if (!first) throw new NotFound('The release of this application has no embedder: it searches with BM25 alone.');
  const named = spec.embedders.find((embedder) => embedder.checkpointId === input.model?.split('@')[0]);
  const embedder = (named ?? first).checkpointId;
  const instruction = input.instruction ?? (input.as === 'query' ? application.instruction : undefined);
  const reply = await askHost<'embed'>(
    releaseId,
    { kind: 'embed', texts, as: input.as, embedder, instruction: instruction || undefined },
    signal,
  );
  return { ...reply, release, model: embedder };
}

export type ServeRerankInput = {
  query: string;
  passages: readonly string[];
  model?: string | undefined;
  instruction?: string | undefined;
};

/** Scores of passages for a query by the reranker of the application's release, in the order of the passages. @throws {NotFound} without a reranker */
export async function serveRerank(
  actor: Actor,
  input: ServeRerankInput,
  signal?: AbortSignal,
): Promise<HostReply['rerank'] & { release: string; model: string }> {
  const [query] = checkTexts([input.query], 'query');
  // Empty passages are legal in every dialect; a reranker needs at least something to read.
  const passages = checkTexts(
    input.passages.map((passage) => passage || ' .'),
    'documents',
  );
  const { application, releaseId, release } = await releaseFor(actor, input.model);
  const { spec } = await findRelease(db(), releaseId);
  if (!spec.reranker) throw new NotFound('The release of this application has no reranker.');
  const instruction = input.instruction ?? application.instruction;
  const reply = await askHost<'rerank'>(
    releaseId,
    { kind: 'rerank', query: query as string, passages, instruction: instruction || undefined },
    signal,
  );
  return { ...reply, release, model: spec.reranker.checkpointId };
}

export type ServedModel = {
  id: string;
  created: number;
  root: string;
  parent: string | null;
  component: string;
  stage: string;
  name: string;
  release: string;
};

/** The components that answer this application, with their lineage. */
export async function listServedModels(actor: Actor): Promise<ServedModel[]> {
  const { releaseId, release } = await releaseFor(actor, undefined);
  const { spec } = await findRelease(db(), releaseId);
  const ids = [
    ...spec.embedders.map((embedder) => embedder.checkpointId),
    ...(spec.reranker ? [spec.reranker.checkpointId] : []),
  ];
  const rows = await db().checkpoint.findMany({ where: { id: { in: ids } } });
  return rows.map((row) => ({
    id: row.id,
    created: Math.floor(row.createdAt.getTime() / 1000),
    root: (row.baseModel as { name?: string } | null)?.name ?? row.id,
    parent: row.parentId,
    component: row.component,
    stage: row.stage,
    name: row.name,
    release,
  }));
}
