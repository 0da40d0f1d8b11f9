import { monotonicMs } from '@/lib/foundation/clock';
import { InvalidInput, toMixstageError } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import type { ScoreScale } from '@/lib/models/reranker';
import { openPipeline, type Pipeline } from '@/lib/retrieval/open-pipeline';
import { pipelinePlanSchema } from '@/lib/retrieval/pipeline-plan';
import type { FromHost, HostRequest, ToHost, WireError } from '@/lib/serving/host-protocol';

/**
 * A release host: one process that holds one release, its models in worker threads and its indexes in memory, and
 * answers its web node over the process channel. It has no database and no network of its own.
 */
const running = new Map<number, AbortController>();
let pipeline: Pipeline | undefined;
let rerankScale: ScoreScale = 'log-odds';
let isDraining = false;

const send = (message: FromHost): void => {
  if (process.connected) process.send?.(message);
};

function toWire(error: unknown): WireError {
  const typed = toMixstageError(error);
  if (typed.code === 'internal') log.error('host.call_failed', {}, typed.cause);
  return { code: typed.code, message: typed.message, details: typed.details };
}

async function open(plan: unknown): Promise<void> {
  try {
    const startedMs = monotonicMs();
    const parsed = pipelinePlanSchema.parse(plan);
    pipeline = await openPipeline(parsed);
    rerankScale = parsed.checkpoints.some(
      (checkpoint) => checkpoint.component === 'reranker' && checkpoint.config.source === 'remote',
    )
      ? 'probability'
      : 'log-odds';
    await askCanaryQueries(
      pipeline,
      parsed.corpora.map((corpus) => corpus.hash),
    );
    send({ type: 'ready', warmUpMs: Math.round(monotonicMs() - startedMs) });
  } catch (error) {
    send({ type: 'failed', error: toWire(error) });
    process.exitCode = 1;
    process.disconnect();
  }
}

/** Fixed questions, run twice: they load every page of the indexes and compile every kernel before a person waits for it. */
const canaryQueries = ['What does the law say about this?', '合同 押金 refund of a deposit 2024'];

async function askCanaryQueries(opened: Pipeline, corpora: string[]): Promise<void> {
  for (const corpusHash of corpora) {
    for (const query of [...canaryQueries, ...canaryQueries]) {
      const { results } = await opened.retrieve(query, { corpusHash });
      for (const result of results) {
        if (!Number.isFinite(result.score)) throw new InvalidInput('A canary query got a score that is not a number.');
      }
    }
  }
}

async function answer(request: HostRequest, signal: AbortSignal): Promise<unknown> {
  if (!pipeline) throw new InvalidInput('The host has no release open.');
  switch (request.kind) {
    case 'retrieve':
      return pipeline.retrieve(request.query, { ...request.options, signal });
    case 'embed':
      return pipeline.embed(request.texts, request.as, {
        instruction: request.instruction,
        embedder: request.embedder,
        signal,
      });
    case 'rerank':
      return {
        ...(await pipeline.rerank(request.query, request.passages, { instruction: request.instruction, signal })),
        scale: rerankScale,
      };
    case 'memory':
      return { rssBytes: process.memoryUsage.rss() };
  }
}

async function call(id: number, request: HostRequest): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  try {
    send({ type: 'reply', id, value: await answer(request, abort.signal) });
  } catch (error) {
    send({ type: 'error', id, error: toWire(error) });
  } finally {
    running.delete(id);
    if (isDraining && running.size === 0) await leave();
  }
}

/** Ends the process; what it held is really given back. */
async function leave(): Promise<void> {
  await pipeline?.close().catch((error) => log.warn('host.close_failed', {}, error));
  process.exit(0);
}

process.on('message', (message: ToHost) => {
  if (message.type === 'open') void open(message.plan);
  else if (message.type === 'call') void call(message.id, message.request);
  else if (message.type === 'abort') running.get(message.id)?.abort();
  else if (message.type === 'drain') {
    isDraining = true;
    if (running.size === 0) void leave();
  }
});
// The channel closes when the web node dies: nobody is left to answer.
process.on('disconnect', () => process.exit(process.exitCode ?? 0));
process.on('SIGINT', () => undefined);
