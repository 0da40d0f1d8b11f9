import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import type {
  eitherRerankRequestSchema,
  rerankRequestSchema,
  teiRerankRequestSchema,
} from '@/lib/contracts/public-api';
import { type ScoreScale, toProbability } from '@/lib/models/reranker';
import { serveRerank } from '@/lib/serving/serve-models';
import { withReleaseHeader } from './release-header';

type Scored = { index: number; score: number };

/** Scores best first, ties by position; probabilities in [0, 1] unless the raw numbers are asked for. */
export function orderScores(reply: { scores: Float32Array; scale: ScoreScale }, isRaw: boolean): Scored[] {
  const convert = (value: number) => (isRaw ? value : toProbability(value, reply.scale));
  const scored = Array.from(reply.scores, (value, index) => ({ index, score: convert(value) }));
  return scored.sort((a, b) => b.score - a.score || a.index - b.index);
}

/** `POST /v1/rerank` and `/v2/rerank` in the words of Cohere, Jina and vLLM. */
export async function answerRerank(
  actor: Actor,
  body: z.output<typeof rerankRequestSchema>,
  requestId: string,
  signal: AbortSignal,
): Promise<Response> {
  const passages = body.documents.map((document) => (typeof document === 'string' ? document : document.text));
  const reply = await serveRerank(
    actor,
    { query: body.query, passages, model: body.model, instruction: body.instruction },
    signal,
  );
  const results = orderScores(reply, body.raw_scores)
    .slice(0, body.top_n)
    .map(({ index, score }) => ({
      index,
      relevance_score: score,
      ...(body.return_documents ? { document: { text: passages[index] } } : {}),
    }));
  return withReleaseHeader(reply, {
    id: requestId,
    model: body.model ?? reply.model,
    results,
    usage: { prompt_tokens: reply.tokens, total_tokens: reply.tokens },
    meta: { api_version: { version: '2' }, billed_units: { search_units: 1 } },
  });
}

/** `POST /rerank` of Text Embeddings Inference: a bare list. */
async function answerTeiRerank(
  actor: Actor,
  body: z.output<typeof teiRerankRequestSchema>,
  signal: AbortSignal,
): Promise<Response> {
  const reply = await serveRerank(actor, { query: body.query, passages: body.texts }, signal);
  const list = orderScores(reply, body.raw_scores).map(({ index, score }) => ({
    index,
    score,
    ...(body.return_text ? { text: body.texts[index] } : {}),
  }));
  return withReleaseHeader(reply, list);
}

export function answerEitherRerank(
  actor: Actor,
  body: z.output<typeof eitherRerankRequestSchema>,
  requestId: string,
  signal: AbortSignal,
): Promise<Response> {
  return 'texts' in body ? answerTeiRerank(actor, body, signal) : answerRerank(actor, body, requestId, signal);
}
