import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { monotonicMs } from '@/lib/foundation/clock';
import { InvalidInput } from '@/lib/foundation/errors';
import { createOnnxPool, type OnnxPool, type PooledSession } from '@/lib/onnx/thread-pool';
import type { GraphConfig } from '../checkpoint-config';
import { createTokenizer, parseJsonFile, type Tokenizer, type TokenizerOptions } from '../tokenizer';

/** Where a model runs. Without a pool it gets one of its own, which ends with it. */
export type OpenOptions = {
  pool?: OnnxPool;
  /** threads of an own pool (default 1) */
  threads?: number;
  /** hosts on private addresses that remote models may be asked on; default: the environment's */
  allowedHosts?: readonly string[];
  /** where keys of remote models lie; default: the environment's */
  dataDir?: string;
};

export type OpenGraph = { pool: OnnxPool; session: PooledSession; close(): Promise<void> };

/** Loads the graph of a checkpoint into a pool. @throws {InvalidInput} if the runtime refuses it */
export async function openGraph(directory: string, config: GraphConfig, options: OpenOptions): Promise<OpenGraph> {
  const pool = options.pool ?? createOnnxPool({ threads: options.threads ?? 1 });
  const isOwn = options.pool === undefined;
  try {
    const session = await pool.openSession(path.resolve(directory, config.modelFile));
    const close = async () => {
      await session.release();
      if (isOwn) await pool.close();
    };
    return { pool, session, close };
  } catch (error) {
    if (isOwn) await pool.close();
    throw error;
  }
}

/** Reads the tokenizer of a checkpoint. @throws {InvalidInput} if it does not fit the model */
export async function openTokenizer(
  directory: string,
  config: GraphConfig,
  options: TokenizerOptions = {},
): Promise<Tokenizer> {
  const read = async (name: string) => parseJsonFile(await readFile(path.join(directory, name), 'utf8'), name);
  const settings = await read('tokenizer_config.json').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return {};
    throw error;
  });
  const tokenizer = createTokenizer(await read('tokenizer.json'), settings, {
    truncationSide: config.truncationSide,
    ...options,
  });
  if (tokenizer.idCount > config.embeddingRows) {
    throw new InvalidInput(
      `The tokenizer does not fit the model: ${tokenizer.idCount} ids, ${config.embeddingRows} known tokens.`,
    );
  }
  return tokenizer;
}

/**
 * Applies a function to many items without holding the event loop for longer than a few milliseconds at a time.
 *
 * @throws whatever the function throws
 */
export async function mapInSlices<T, R>(items: readonly T[], work: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  let sliceStartMs = monotonicMs();
  for (let i = 0; i < items.length; i++) {
    results.push(work(items[i] as T, i));
    if (i + 1 < items.length && monotonicMs() - sliceStartMs > 4) {
      await new Promise((resolve) => setImmediate(resolve));
      sliceStartMs = monotonicMs();
    }
  }
  return results;
}
