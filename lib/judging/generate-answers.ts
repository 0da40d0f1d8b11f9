import { requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { toMixstageError, Unavailable } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { log } from '@/lib/foundation/log';
import type { JobContext, JobResult } from '@/lib/jobs/define-job';
import type { AnswerOutcome } from './answer-outcome';
import { type ChatServer, chatAnswer } from './chat-answer';
import { chatPrompt } from './chat-prompt';
import { extractiveAnswer } from './extractive-answer';
import { hiddenNames, prepareAnswer, updateItemState } from './finish-item';
import type { RetrievedDocument } from './normalise-answer';
import { isIdenticalRetrieval } from './retrieval-identity';
import type { ArmRetrieval, StudyRetriever } from './retriever';
import { findStudy, type StudyRecord } from './store';
import { type ArmLabel, arms } from './study';

/** Items that are worked on at the same moment. */
const atOnce = 4;
/** Tries of one answer over all runs of the job; an operator's retry starts anew. */
const mostAttempts = 3;

/**
 * Fills a study with answers: retrieves with both arms, sets identical retrieval aside, generates the rest. Each answer is
 * saved when it is made, so a killed run goes on where it was and makes nothing twice.
 */
export async function generateAnswers(
  { studyId }: { studyId: string },
  retriever: StudyRetriever,
  context: JobContext,
): Promise<JobResult> {
  requireRole(context.actor, 'operator');
  const study = await findStudy(db(), studyId);
  if (study.state !== 'generating') return { skipped: `The study is ${study.state}.` };
  const server = chatServer(study);
  const todo = await db().studyItem.findMany({
    where: { studyId, kind: 'main', state: { in: ['waiting', 'failed'] } },
    orderBy: { ordinal: 'asc' },
    select: { id: true, question: true, ordinal: true },
  });
  const total = await db().studyItem.count({ where: { studyId, kind: 'main' } });
  let done = total - todo.length;
  const queue = todo.values();
  const work = async () => {
    for (const item of queue) {
      context.signal.throwIfAborted();
      await workOnItem(study, item, retriever, server, context.signal);
      done++;
      await context.progress({ phase: 'answers', done, total, unit: 'queries' });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return countItems(studyId);
}

function chatServer({ settings: { generator } }: StudyRecord): ChatServer | undefined {
  if (generator.kind !== 'chat') return undefined;
  const { MIXSTAGE_LLM_BASE_URL: baseUrl, MIXSTAGE_LLM_MODEL: model, MIXSTAGE_LLM_API_KEY: apiKey } = env();
  if (!baseUrl) {
    throw new Unavailable('No chat server is configured.', {
      hint: 'Set MIXSTAGE_LLM_BASE_URL and MIXSTAGE_LLM_MODEL, or choose the extractive generator.',
    });
  }
  return { baseUrl, model: generator.model ?? model ?? '', apiKey };
}

async function countItems(studyId: string): Promise<JobResult> {
  const groups = await db().studyItem.groupBy({ by: ['state'], where: { studyId, kind: 'main' }, _count: true });
  return Object.fromEntries(groups.map((group) => [group.state, group._count]));
}

type Item = { id: string; question: string; ordinal: number };

async function workOnItem(
  study: StudyRecord,
  item: Item,
  retriever: StudyRetriever,
  server: ChatServer | undefined,
  signal: AbortSignal,
): Promise<void> {
  const names = hiddenNames(study.arms, study.settings);
  const retrieved = await retrieveBoth(study, item, retriever, signal);
  if (retrieved) {
    const [a, b] = [retrieved.arm_a.documents, retrieved.arm_b.documents].map((list) => list.map(({ id }) => id));
    await saveRetrieval(item, retrieved);
    const { depth, identityRule } = study.settings;
    if (isIdenticalRetrieval(a ?? [], b ?? [], depth, identityRule)) {
      await db().studyItem.update({ where: { id: item.id }, data: { state: 'identical' } });
      return;
    }
    for (const arm of arms) await answerFor(study, item, arm, retrieved[arm].documents, server, names, signal);
  }
  await transaction((tx) => updateItemState(tx, item.id, names));
}

/** Both arms on the same query, one right after the other, the first one alternating, so that their times compare. */
async function retrieveBoth(
  study: StudyRecord,
  item: Item,
  retriever: StudyRetriever,
  signal: AbortSignal,
): Promise<Record<ArmLabel, ArmRetrieval> | undefined> {
  const order: ArmLabel[] = item.ordinal % 2 === 0 ? ['arm_a', 'arm_b'] : ['arm_b', 'arm_a'];
  const found: Partial<Record<ArmLabel, ArmRetrieval>> = {};
  for (const arm of order) {
    try {
      found[arm] = await retriever.retrieve(study.arms[arm], item.question, study.settings.depth, signal);
    } catch (error) {
      signal.throwIfAborted();
      const { code, message } = toMixstageError(error);
      log.warn('study.retrieval_failed', { studyId: study.id, itemId: item.id, code }, error);
      await saveFailure(item.id, arm, { kind: 'unreachable', message, isRetryable: true });
      return undefined;
    }
  }
  return found as Record<ArmLabel, ArmRetrieval>;
}

async function saveRetrieval(item: Item, retrieved: Record<ArmLabel, ArmRetrieval>): Promise<void> {
  for (const arm of arms) {
    const { documents, retrievalMs } = retrieved[arm];
    // Times of the first run stand: a resumed run meets warm caches.
    await db().studyAnswer.updateMany({
      where: { itemId: item.id, arm, retrievalMs: null },
      data: { retrievalMs },
    });
    await db().studyAnswer.updateMany({
      where: { itemId: item.id, arm, state: { not: 'ready' } },
      data: { documentIds: documents.map(({ id }) => id) },
    });
  }
}

async function answerFor(
  study: StudyRecord,
  item: Item,
  arm: ArmLabel,
  documents: readonly RetrievedDocument[],
  server: ChatServer | undefined,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const fence = await takeAnswer(item.id, arm);
  if (fence === undefined) return;
  let outcome: AnswerOutcome = { isOk: false, failure: { kind: 'unreachable', message: '', isRetryable: true } };
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    outcome = await makeAnswer(study, item, documents, server, signal);
    if (outcome.isOk || !outcome.failure.isRetryable) break;
  }
  if (!outcome.isOk) return saveFailure(item.id, arm, outcome.failure);
  const prepared = prepareAnswer(outcome.text, documents, names);
  if (prepared.problem) {
    const message =
      prepared.problem === 'empty' ? 'Nothing is left of the answer.' : 'The answer is too long to judge.';
    return saveFailure(item.id, arm, { kind: prepared.problem, message, isRetryable: false });
  }
  await db().studyAnswer.updateMany({
    where: { itemId: item.id, arm, fence },
    data: {
      state: 'ready',
      raw: outcome.text,
      text: prepared.text,
      sources: prepared.sources,
      usage: JSON.parse(JSON.stringify(outcome.usage)),
      error: {},
      finishedAt: systemClock.now(),
    },
  });
}

/** Takes an answer for this run unless it is made already. The fence keeps a run that was thought dead from writing. */
async function takeAnswer(itemId: string, arm: ArmLabel): Promise<number | undefined> {
  const rows = await db().$queryRaw<{ fence: number }[]>`
    UPDATE "StudyAnswer" SET state = 'running', fence = fence + 1, attempts = attempts + 1
    WHERE "itemId" = ${itemId} AND arm = ${arm} AND state <> 'ready' RETURNING fence`;
  return rows[0]?.fence;
}

async function makeAnswer(
  { settings: { generator, instruction } }: StudyRecord,
  item: Item,
  documents: readonly RetrievedDocument[],
  server: ChatServer | undefined,
  signal: AbortSignal,
): Promise<AnswerOutcome> {
  if (generator.kind !== 'chat' || !server) {
    return extractiveAnswer(item.question, documents, generator.kind === 'extractive' ? generator.sentences : 5);
  }
  // The same fence for both arms; no document can know the random id it comes from.
  const fence = sha256(item.id).slice(0, 12);
  return chatAnswer(
    server,
    chatPrompt(item.question, documents, instruction, generator.contextTokens, fence),
    generator,
    signal,
  );
}

async function saveFailure(itemId: string, arm: ArmLabel, failure: object): Promise<void> {
  await db().studyAnswer.updateMany({
    where: { itemId, arm, state: { not: 'ready' } },
    data: { state: 'failed', error: JSON.parse(JSON.stringify(failure)), finishedAt: systemClock.now() },
  });
}
