import { Unavailable } from '@/lib/foundation/errors';
import { createSession } from './session';
import type { OnnxPool, PooledSession } from './thread-pool';

/**
 * A pool without threads: every run blocks the calling thread. For processes whose only work is one model and which
 * somebody else can kill, such as the check of a new checkpoint.
 */
export function createInlinePool(): OnnxPool {
  let isClosed = false;
  // One run at a time, in the order of the calls.
  let last: Promise<unknown> = Promise.resolve();
  const open: (() => Promise<void>)[] = [];
  return {
    threads: 1,
    isHealthy: true,
    waiting: 0,
    async openSession(modelPath, options) {
      const session = await createSession(modelPath, options);
      let isReleased = false;
      const release = async () => {
        if (isReleased) return;
        isReleased = true;
        await last.catch(() => {});
        await session.release();
      };
      open.push(release);
      const run: PooledSession['run'] = (feeds, { outputNames } = {}) => {
        if (isClosed || isReleased) return Promise.reject(new Unavailable('The model is being unloaded.'));
        const outputs = last.catch(() => {}).then(() => session.run(feeds, outputNames));
        last = outputs;
        return outputs;
      };
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        run,
        async runEach(all, runOptions) {
          const outputs = [];
          for (const feeds of all) outputs.push(await run(feeds, runOptions));
          return outputs;
        },
        release,
      };
    },
    async close() {
      isClosed = true;
      for (const release of open) await release();
    },
  };
}
