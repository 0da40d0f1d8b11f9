import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { type Embedder, openEmbedder } from '@/lib/models/embedder';
import { openReranker, type Reranker } from '@/lib/models/reranker';
import type { OnnxPool } from '@/lib/onnx/thread-pool';
import { loadCheckpointFiles } from './load-checkpoint-files';
import { readCheckpoint } from './store';

type OpenOptions = { pool?: OnnxPool; threads?: number; dataDir?: string; allowedHosts?: readonly string[] };

/** Opens a registered embedder by id, its files checked. @throws {NotFound} @throws {Unavailable} @throws {InvalidInput} if it is a reranker */
export async function openCheckpointEmbedder(id: string, options: OpenOptions = {}): Promise<Embedder> {
  return openEmbedder(
    await loadCheckpointFiles(options.dataDir ?? env().dataDir, await readCheckpoint(db(), id)),
    options,
  );
}

/** Opens a registered reranker by id, its files checked. @throws {NotFound} @throws {Unavailable} @throws {InvalidInput} if it is an embedder */
export async function openCheckpointReranker(id: string, options: OpenOptions = {}): Promise<Reranker> {
  return openReranker(
    await loadCheckpointFiles(options.dataDir ?? env().dataDir, await readCheckpoint(db(), id)),
    options,
  );
}
