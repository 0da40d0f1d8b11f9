import type { OnnxTensor, OnnxValue, SessionOptions } from '../session';

/** What the pool asks of a thread; every request is answered by exactly one reply with its task id. */
export type ThreadRequest = { taskId: number } & (
  | { kind: 'load'; sessionId: number; modelPath: string; options: SessionOptions }
  | { kind: 'run'; sessionId: number; feeds: readonly Record<string, OnnxTensor>[]; outputNames?: readonly string[] }
  | { kind: 'release'; sessionId: number }
  | { kind: 'close' }
);

export type LoadedSession = { inputs: OnnxValue[]; outputs: OnnxValue[] };

export type ThreadReply = { taskId: number } & (
  | { kind: 'loaded'; session: LoadedSession }
  | { kind: 'outputs'; outputs: Record<string, OnnxTensor>[] }
  | { kind: 'done' }
  | { kind: 'failed'; code: string; message: string }
);

/** The buffers behind tensors, each once, to be moved to the other side instead of copied. */
export function buffersOf(all: readonly Record<string, OnnxTensor>[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data } of all.flatMap((tensors) => Object.values(tensors))) {
    if (data.buffer instanceof ArrayBuffer) buffers.add(data.buffer);
  }
  return [...buffers];
}
