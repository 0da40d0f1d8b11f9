import { parentPort } from 'node:worker_threads';
import { toMixstageError } from '@/lib/foundation/errors';
import { createSession, type OnnxSession, type OnnxTensor } from '../session';
import { buffersOf, type ThreadReply, type ThreadRequest } from './thread-messages';

/**
 * One thread of the pool. It holds its own sessions and does one thing at a time, because the runtime blocks the thread
 * while it computes. It ends by itself after `close`; whoever terminated it from outside during a run would abort the
 * whole process.
 */
const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');

const sessions = new Map<number, OnnxSession>();
let last: Promise<void> = Promise.resolve();

port.on('message', (request: ThreadRequest) => {
  last = last.then(() => answer(request));
});

async function answer(request: ThreadRequest): Promise<void> {
  const { taskId } = request;
  try {
    const reply = await perform(request);
    port?.postMessage({ taskId, ...reply }, reply.kind === 'outputs' ? buffersOf(reply.outputs) : []);
  } catch (error) {
    const { code, message } = toMixstageError(error);
    port?.postMessage({ taskId, kind: 'failed', code, message } satisfies ThreadReply);
  }
  if (request.kind === 'close') port?.close();
}

type Answer = ThreadReply extends infer R ? (R extends ThreadReply ? Omit<R, 'taskId'> : never) : never;

async function perform(request: ThreadRequest): Promise<Answer> {
  switch (request.kind) {
    case 'load': {
      const session = await createSession(request.modelPath, request.options);
      sessions.set(request.sessionId, session);
      return { kind: 'loaded', session: { inputs: [...session.inputs], outputs: [...session.outputs] } };
    }
    case 'run': {
      const session = sessions.get(request.sessionId);
      if (!session) throw new Error('the session is not loaded in this thread: this is a bug');
      const outputs: Record<string, OnnxTensor>[] = [];
      for (const feeds of request.feeds) outputs.push(await session.run(feeds, request.outputNames));
      return { kind: 'outputs', outputs };
    }
    case 'release': {
      const session = sessions.get(request.sessionId);
      sessions.delete(request.sessionId);
      await session?.release();
      return { kind: 'done' };
    }
    case 'close': {
      for (const session of sessions.values()) await session.release();
      sessions.clear();
      return { kind: 'done' };
    }
  }
}
