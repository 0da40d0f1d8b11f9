import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import type { GeneratorSettings } from '@/lib/contracts/study';
import { monotonicMs } from '@/lib/foundation/clock';
import type { AnswerFailure, AnswerOutcome, AnswerUsage } from './answer-outcome';
import type { ChatPrompt } from './chat-prompt';

/** Where the chat server is: OpenAI, vLLM, Ollama or anything that speaks the same dialect. */
export type ChatServer = { baseUrl: string; model: string; apiKey?: string | undefined };

type ChatSettings = Extract<GeneratorSettings, { kind: 'chat' }>;

/** Longest raw answer that is read from a server, in characters; the connection is closed beyond it. */
export const longestRawAnswer = 20_000;

/** Tries of one request within one attempt; the client waits as long as `Retry-After` says. */
const triesAfterFirst = 2;

/**
 * Asks a chat server for one answer, streaming, so that a runaway answer is cut at its bound and not read to its end.
 *
 * @param signal  stops the request; the abort is thrown on, not turned into a failure
 * @returns       the answer with token counts and cost, or a typed failure with words for the operator
 */
export async function chatAnswer(
  server: ChatServer,
  prompt: ChatPrompt,
  settings: ChatSettings,
  signal: AbortSignal,
): Promise<AnswerOutcome> {
  const client = new OpenAI({
    baseURL: server.baseUrl,
    // The client insists on a key; servers on the own network often have none.
    apiKey: server.apiKey || 'none',
    maxRetries: triesAfterFirst,
    timeout: settings.timeoutS * 1000,
    logLevel: 'off',
    // A redirect could carry the key and the documents to somewhere else.
    fetchOptions: { redirect: 'error' },
  });
  const deadline = AbortSignal.timeout(settings.timeoutS * 1000 * (triesAfterFirst + 1));
  const startedMs = monotonicMs();
  try {
    const { data, response } = await client.chat.completions
      .create(
        {
          model: settings.model || server.model,
          messages: prompt.messages,
          temperature: settings.temperature,
          seed: settings.seed,
          max_tokens: settings.maxAnswerTokens,
          stream: true,
          stream_options: { include_usage: true },
        },
        { signal: AbortSignal.any([signal, deadline]) },
      )
      .withResponse();
    const type = response.headers.get('content-type') ?? '';
    if (/html/i.test(type)) {
      data.controller.abort();
      return failed(
        'html',
        'The chat server answered with a web page. Check its address (it usually ends in /v1).',
        false,
      );
    }
    const received = /application\/json/i.test(type)
      ? fromJson(await boundedText(response))
      : await fromStream(data, startedMs);
    // The client ends a stream quietly when it is aborted: half an answer would pass for a whole one.
    signal.throwIfAborted();
    if (deadline.aborted) return { isOk: false, failure: failureOf(undefined, true) };
    return conclude(received, settings, server, prompt, startedMs);
  } catch (error) {
    signal.throwIfAborted();
    return { isOk: false, failure: failureOf(error, deadline.aborted) };
  }
}

type Received = {
  text: string;
  finishReason: string | null;
  isStreamed: boolean;
  promptTokens?: number | undefined;
  completionTokens?: number | undefined;
  firstTokenMs?: number | undefined;
  isCutAtBound: boolean;
  model?: string | undefined;
};

type Chunks = AsyncIterable<OpenAI.Chat.Completions.ChatCompletionChunk> & { controller: AbortController };

async function fromStream(stream: Chunks, startedMs: number): Promise<Received> {
  const received: Received = { text: '', finishReason: null, isStreamed: true, isCutAtBound: false };
  for await (const chunk of stream) {
    const choice = chunk.choices?.[0];
    const piece = choice?.delta?.content;
    if (typeof piece === 'string' && piece !== '') {
      received.firstTokenMs ??= monotonicMs() - startedMs;
      received.text += piece;
    }
    if (choice?.finish_reason) received.finishReason = choice.finish_reason;
    if (chunk.model) received.model = chunk.model;
    if (chunk.usage) {
      received.promptTokens = chunk.usage.prompt_tokens;
      received.completionTokens = chunk.usage.completion_tokens;
    }
    if (received.text.length > longestRawAnswer) {
      stream.controller.abort();
      return { ...received, isCutAtBound: true };
    }
  }
  return received;
}

/** A server that does not stream sends the whole completion at once. */
function fromJson(body: string): Received {
  const completion = JSON.parse(body) as Partial<OpenAI.Chat.Completions.ChatCompletion>;
  const choice = completion.choices?.[0];
  const content = choice?.message?.content;
  if (choice === undefined || (content !== null && typeof content !== 'string')) throw new SyntaxError('no completion');
  return {
    text: content ?? '',
    finishReason: choice.finish_reason ?? null,
    isStreamed: false,
    promptTokens: completion.usage?.prompt_tokens,
    completionTokens: completion.usage?.completion_tokens,
    isCutAtBound: (content?.length ?? 0) > longestRawAnswer,
    model: completion.model,
  };
}

/** The body as text, at most eight times the bound of an answer: everything else in a completion is small. */
async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > longestRawAnswer * 8) {
      await reader?.cancel();
      throw new SyntaxError('the body is too large');
    }
  }
  return text;
}

function conclude(
  received: Received,
  settings: ChatSettings,
  server: ChatServer,
  prompt: ChatPrompt,
  startedMs: number,
): AnswerOutcome {
  const text = received.text.trim();
  if (received.isCutAtBound) {
    return failed('too_long', `The answer is longer than ${longestRawAnswer.toLocaleString('en')} characters.`, false);
  }
  if (received.finishReason === 'content_filter') {
    return failed('refused', 'The chat server withheld the answer by its content filter.', false);
  }
  if (text === '') return failed('empty', 'The chat server answered with nothing.', true);
  if (/^(?:<!doctype\s+html|<html[\s>])/i.test(text)) {
    return failed('html', 'The answer is a web page, not an answer.', true);
  }
  if (received.isStreamed && received.finishReason === null) {
    return failed('cut_off', 'The answer broke off in the middle.', true);
  }
  if (received.finishReason === 'length') {
    return failed(
      'cut_off',
      `The answer was cut off at ${settings.maxAnswerTokens} tokens. Allow more tokens for both arms.`,
      false,
    );
  }
  return { isOk: true, text, usage: usageOf(received, settings, server, prompt, startedMs) };
}

function usageOf(
  received: Received,
  settings: ChatSettings,
  server: ChatServer,
  prompt: ChatPrompt,
  startedMs: number,
): AnswerUsage {
  const { promptTokens, completionTokens } = received;
  const cost =
    promptTokens !== undefined &&
    completionTokens !== undefined &&
    (settings.promptPrice ?? settings.completionPrice) !== undefined
      ? (promptTokens * (settings.promptPrice ?? 0) + completionTokens * (settings.completionPrice ?? 0)) / 1e6
      : undefined;
  return {
    model: received.model ?? settings.model ?? server.model,
    documentsUsed: prompt.documentsUsed,
    durationMs: Math.round(monotonicMs() - startedMs),
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(completionTokens === undefined ? {} : { completionTokens }),
    ...(cost === undefined ? {} : { cost }),
    ...(received.firstTokenMs === undefined ? {} : { firstTokenMs: Math.round(received.firstTokenMs) }),
  };
}

const failed = (kind: AnswerFailure['kind'], message: string, isRetryable: boolean): AnswerOutcome => ({
  isOk: false,
  failure: { kind, message, isRetryable },
});

/** A foreign error in the product's words; the server's own text is left out, since it may quote the prompt. */
export function failureOf(error: unknown, isPastDeadline = false): AnswerFailure {
  if (error instanceof APIConnectionTimeoutError || isPastDeadline) {
    return { kind: 'timeout', message: 'The chat server did not answer in time.', isRetryable: true };
  }
  if (error instanceof APIUserAbortError) {
    return { kind: 'timeout', message: 'The request to the chat server was broken off.', isRetryable: true };
  }
  if (error instanceof APIConnectionError) {
    return { kind: 'unreachable', message: 'The chat server cannot be reached.', isRetryable: true };
  }
  if (error instanceof APIError && error.status !== undefined) return failureOfStatus(error.status);
  if (error instanceof SyntaxError || error instanceof APIError) {
    return {
      kind: 'garbage',
      message: 'The chat server answered with something that is not a completion.',
      isRetryable: true,
    };
  }
  return { kind: 'unreachable', message: 'The connection to the chat server broke.', isRetryable: true };
}

function failureOfStatus(status: number): AnswerFailure {
  if (status === 401 || status === 403) {
    return { kind: 'unauthorised', message: `The chat server refused the key (${status}).`, isRetryable: false };
  }
  if (status === 429) {
    return { kind: 'rate_limited', message: 'The chat server limits our rate (429).', isRetryable: true };
  }
  if (status === 408 || status === 504) {
    return { kind: 'timeout', message: `The chat server ran out of time (${status}).`, isRetryable: true };
  }
  if (status >= 500) return { kind: 'unreachable', message: `The chat server failed (${status}).`, isRetryable: true };
  return {
    kind: 'rejected',
    message: `The chat server rejected the request (${status}). Check the model's name and the context length.`,
    isRetryable: false,
  };
}
