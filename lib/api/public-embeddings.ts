import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import type { embeddingsRequestSchema, teiEmbedRequestSchema } from '@/lib/contracts/public-api';
import { serveEmbed } from '@/lib/serving/serve-models';
import { takeRows, toBase64 } from './embedding-encoding';
import { withReleaseHeader } from './release-header';

/** `POST /v1/embeddings` in the words of the OpenAI API. */
export async function answerEmbeddings(
  actor: Actor,
  body: z.output<typeof embeddingsRequestSchema>,
  signal: AbortSignal,
): Promise<Response> {
  const texts = typeof body.input === 'string' ? [body.input] : body.input;
  const as = body.input_type === 'query' || body.input_type === 'search_query' ? 'query' : 'document';
  const reply = await serveEmbed(actor, { texts, as, model: body.model, instruction: body.instruction }, signal);
  const rows = takeRows(reply.vectors, reply.dimension, body.dimensions);
  const encode = body.encoding_format === 'base64' ? toBase64 : (row: Float32Array) => Array.from(row);
  return withReleaseHeader(reply, {
    object: 'list',
    data: rows.map((row, index) => ({ object: 'embedding', index, embedding: encode(row) })),
    model: body.model ?? reply.model,
    usage: { prompt_tokens: reply.tokens, total_tokens: reply.tokens },
  });
}

/** `POST /embed` in the words of Text Embeddings Inference; `prompt_name: "query"` embeds questions. */
export async function answerTeiEmbed(
  actor: Actor,
  body: z.output<typeof teiEmbedRequestSchema>,
  signal: AbortSignal,
): Promise<Response> {
  const texts = typeof body.inputs === 'string' ? [body.inputs] : body.inputs;
  const as = body.prompt_name === 'query' ? 'query' : 'document';
  const reply = await serveEmbed(actor, { texts, as }, signal);
  const rows = takeRows(reply.vectors, reply.dimension, body.dimensions ?? undefined, body.normalize ?? true);
  return withReleaseHeader(
    reply,
    rows.map((row) => Array.from(row)),
  );
}
