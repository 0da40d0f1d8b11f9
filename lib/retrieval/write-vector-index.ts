import { type FileHandle, mkdir, open, readFile, rename, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { CorpusReader } from '@/lib/datasets/corpus-files';
import { passageText } from '@/lib/datasets/passage-text';
import { monotonicMs } from '@/lib/foundation/clock';
import { Cancelled, InvalidInput, OutOfSpace, Uncomputable } from '@/lib/foundation/errors';
import { createDirectoryAtomic, writeFileAtomic } from '@/lib/foundation/files';
import { contentHash, sha256, sha256File } from '@/lib/foundation/hash';
import { type EarlierVectors, planRowSources, type RowSources } from './index-build/row-sources';
import { searchGraph } from './index-build/search-graph';
import { isSliceSaved, SliceReader, saveSlice, sliceTexts } from './index-build/slices';
import { type IndexFileName, type IndexManifest, indexFileNames, indexManifestSchema } from './index-manifest';
import { removeLeftovers } from './remove-leftovers';
import { readWhole } from './whole-file-io';

/** The part of an embedder that building an index needs; vectors come back as [texts, dimension]. */
export type IndexEmbedder = {
  readonly dimension: number;
  embed(
    texts: readonly string[],
    as: 'document',
    options?: { instruction?: string; signal?: AbortSignal; onProgress?(done: number): void },
  ): Promise<Float32Array>;
};

/** A finished index by the same embedder with the same instruction. */
export type EarlierIndex = { id: string; directory: string };

export type WriteIndexInput = {
  /** the folder that will hold the index; its parent must be on the same disk as `buildingDirectory` */
  directory: string;
  /** keeps finished slices across crashes; removed when the index is complete */
  buildingDirectory: string;
  corpus: CorpusReader;
  embedder: IndexEmbedder;
  embedderHash: string;
  instruction: string;
  earlier: readonly EarlierIndex[];
  signal?: AbortSignal;
  onProgress?(progress: { phase: 'embedding' | 'writing'; done: number; total: number; unit: 'texts' }): void;
  /** texts embedded and kept together; only tests need another value */
  sliceTexts?: number;
};

export type IndexStatistics = {
  /** texts embedded by this call */
  embedded: number;
  /** texts embedded by an earlier, interrupted call */
  resumed: number;
  /** documents whose vector came from an earlier index */
  reused: number;
  /** documents that repeat the text of another */
  repeated: number;
  /** texts embedded per second in this call; absent when there were none */
  textsPerS?: number;
};

export type WrittenIndex = {
  manifest: IndexManifest;
  manifestHash: string;
  sizeBytes: number;
  statistics: IndexStatistics;
};

/**
 * Builds the vector index of a corpus and puts it into place as one folder. Each finished slice survives a crash; a
 * second call takes them up and ends with the same bytes as an undisturbed one, as long as the embedder gives a text the
 * same vector in any company. Only texts that no earlier index holds are embedded, each once. Memory holds one slice.
 *
 * @throws {Cancelled} if the signal aborts; finished slices stay
 * @throws {OutOfSpace} before anything is embedded, if the result cannot fit
 * @throws {Uncomputable} if the embedder gives numbers that are not finite or of another dimension
 * @throws {InvalidInput} for a corpus without documents
 */
export async function writeVectorIndex(input: WriteIndexInput): Promise<WrittenIndex> {
  const { corpus, buildingDirectory, directory } = input;
  if (corpus.documentCount === 0) throw new InvalidInput('The corpus has no documents, so there is nothing to index.');
  await mkdir(buildingDirectory, { recursive: true, mode: 0o700 });
  const plan = await agreeOnPlan(input);
  await checkFreeSpace(input, plan.sources);
  const embedding = await embedMissing(input, plan.sources);
  const replaced = `${directory}.replaced`;
  await rm(replaced, { recursive: true, force: true });
  await removeLeftovers(directory);
  let manifest: IndexManifest | undefined;
  await createDirectoryAtomic(directory, async (temporary) => {
    manifest = await fillDirectory(input, plan, temporary);
    // An index that is rebuilt steps aside at the last moment; readers have its bytes in memory.
    await rename(directory, replaced).catch(() => undefined);
  });
  await rm(replaced, { recursive: true, force: true });
  await rm(buildingDirectory, { recursive: true, force: true });
  const finished = manifest as IndexManifest;
  const { reused, repeated } = plan.sources;
  return {
    manifest: finished,
    manifestHash: sha256(manifestText(finished)),
    sizeBytes: indexFileNames.reduce((sum, name) => sum + finished.files[name].sizeBytes, 0),
    statistics: { ...embedding, reused, repeated },
  };
}

/** The one form in which a manifest is written and hashed. */
const manifestText = (manifest: IndexManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

type BuildPlan = { sources: RowSources; earlier: readonly EarlierIndex[]; hashes: Uint8Array };

const planSchema = z.object({ key: z.string(), earlier: z.array(z.string()) });

/**
 * Which texts are embedded follows from the earlier indexes there are; an interrupted build keeps to the ones that it
 * began with, so that its slices stay valid. When one of them is gone, it begins again.
 */
async function agreeOnPlan(input: WriteIndexInput): Promise<BuildPlan> {
  const { corpus, embedder, embedderHash, instruction, buildingDirectory } = input;
  const size = input.sliceTexts ?? sliceTexts;
  const key = contentHash({ corpus: corpus.hash, embedderHash, instruction, dimension: embedder.dimension, size });
  const file = path.join(buildingDirectory, 'plan.json');
  const stored = await readFile(file, 'utf8')
    .then((json) => planSchema.parse(JSON.parse(json)))
    .catch(() => undefined);
  const kept = stored?.earlier.map((id) => input.earlier.find((index) => index.id === id));
  const canResume = stored?.key === key && kept?.every((index) => index !== undefined);
  const earlier = canResume ? (kept as EarlierIndex[]) : input.earlier;
  if (!canResume) {
    await rm(buildingDirectory, { recursive: true, force: true });
    await mkdir(buildingDirectory, { recursive: true, mode: 0o700 });
    await writeFileAtomic(file, JSON.stringify({ key, earlier: earlier.map(({ id }) => id) }));
  }
  const hashes = new Uint8Array(32 * corpus.documentCount);
  for (let ordinal = 0; ordinal < corpus.documentCount; ordinal++) {
    hashes.set(Buffer.from(corpus.textHash(ordinal), 'hex'), 32 * ordinal);
  }
  const vectors = await Promise.all(
    earlier.map(
      async ({ id, directory }): Promise<EarlierVectors> => ({
        id,
        hashes: await readFile(path.join(directory, 'text-hashes.bin')),
      }),
    ),
  );
  return { sources: planRowSources(hashes, vectors), earlier, hashes };
}

async function checkFreeSpace({ buildingDirectory, embedder }: WriteIndexInput, sources: RowSources): Promise<void> {
  const { bavail, bsize } = await statfs(buildingDirectory);
  // Slices and the finished matrix exist at the same time for a moment.
  const neededBytes = 4 * embedder.dimension * (sources.toEmbed.length + sources.row.length) + (16 << 20);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6).toLocaleString('en');
  throw new OutOfSpace(
    `Building this index needs about ${megabytes(neededBytes)} MB of disk, and ${megabytes(freeBytes)} MB are free.`,
    { hint: 'Free some space in the data folder and start the job again; nothing was changed.' },
  );
}

async function embedMissing(
  input: WriteIndexInput,
  { toEmbed }: RowSources,
): Promise<{ embedded: number; resumed: number; textsPerS?: number }> {
  const { buildingDirectory, embedder } = input;
  const size = input.sliceTexts ?? sliceTexts;
  let embedded = 0;
  let resumed = 0;
  let embeddingMs = 0;
  const report = (done: number) =>
    input.onProgress?.({ phase: 'embedding', done, total: toEmbed.length, unit: 'texts' });
  for (let slice = 0; slice * size < toEmbed.length; slice++) {
    const ordinals = toEmbed.subarray(slice * size, (slice + 1) * size);
    if (input.signal?.aborted)
      throw new Cancelled('Building the index was cancelled; what is embedded so far is kept.');
    if (await isSliceSaved(buildingDirectory, slice, ordinals.length * embedder.dimension)) {
      resumed += ordinals.length;
    } else {
      const startMs = monotonicMs();
      const vectors = await embedSlice(input, ordinals, (done) => report(slice * size + done));
      embeddingMs += monotonicMs() - startMs;
      await saveSlice(buildingDirectory, slice, vectors);
      embedded += ordinals.length;
    }
    report(slice * size + ordinals.length);
  }
  return { embedded, resumed, ...(embedded > 0 ? { textsPerS: (1000 * embedded) / Math.max(embeddingMs, 1e-3) } : {}) };
}

async function embedSlice(
  { corpus, embedder, instruction, signal }: WriteIndexInput,
  ordinals: Uint32Array,
  onProgress: (done: number) => void,
): Promise<Float32Array> {
  const documents = await corpus.read([...ordinals]);
  const options = { instruction, onProgress, ...(signal ? { signal } : {}) };
  const vectors = await embedder.embed(documents.map(passageText), 'document', options);
  if (vectors.length !== documents.length * embedder.dimension) {
    throw new Uncomputable('The embedder gave vectors of another dimension than it promised.');
  }
  const broken = vectors.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    const id = documents[Math.floor(broken / embedder.dimension)]?.id;
    throw new Uncomputable(`The embedder gave a vector that is not a number for document ${id}.`, {
      hint: 'Check the checkpoint: its weights are damaged or it overflows on this text.',
    });
  }
  return vectors;
}

async function fillDirectory(input: WriteIndexInput, plan: BuildPlan, temporary: string): Promise<IndexManifest> {
  const { corpus, embedder, embedderHash, instruction } = input;
  await writeVectors(input, plan, path.join(temporary, 'vectors.f32'));
  await writeFileAtomic(path.join(temporary, 'ids.jsonl'), corpus.ids.map((id) => `${JSON.stringify(id)}\n`).join(''));
  await writeFileAtomic(path.join(temporary, 'text-hashes.bin'), plan.hashes);
  await writeFileAtomic(path.join(temporary, 'search.onnx'), searchGraph(corpus.documentCount, embedder.dimension));
  const files = {} as IndexManifest['files'];
  for (const name of indexFileNames) files[name] = await describeFile(temporary, name);
  const manifest = indexManifestSchema.parse({
    format: 1,
    embedderHash,
    corpusHash: corpus.hash,
    instruction,
    documents: corpus.documentCount,
    dimension: embedder.dimension,
    files,
  } satisfies IndexManifest);
  await writeFileAtomic(path.join(temporary, 'manifest.json'), manifestText(manifest));
  return manifest;
}

async function describeFile(directory: string, name: IndexFileName) {
  const file = path.join(directory, name);
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return { sha256: await sha256File(file), sizeBytes: size };
  } finally {
    await handle.close();
  }
}

/** At most this many rows are copied at a time. */
const copyRows = 4096;

/** Gathers the vectors in corpus order, consecutive rows of one source in one read. */
async function writeVectors(input: WriteIndexInput, { sources, earlier }: BuildPlan, target: string): Promise<void> {
  const { dimension } = input.embedder;
  const rowBytes = 4 * dimension;
  const { file, row, embeddedFile } = sources;
  const slices = new SliceReader(input.buildingDirectory, dimension, input.sliceTexts ?? sliceTexts);
  const handles = await Promise.all(earlier.map(({ directory }) => open(path.join(directory, 'vectors.f32'), 'r')));
  const out = await open(target, 'wx', 0o600);
  try {
    const buffer = Buffer.allocUnsafe(copyRows * rowBytes);
    for (let ordinal = 0; ordinal < row.length; ) {
      if (input.signal?.aborted)
        throw new Cancelled('Building the index was cancelled; what is embedded so far is kept.');
      const source = file[ordinal] as number;
      const first = row[ordinal] as number;
      let count = 1;
      while (count < copyRows && file[ordinal + count] === source && row[ordinal + count] === first + count) count++;
      const bytes = buffer.subarray(0, count * rowBytes);
      if (source === embeddedFile) await slices.read(first, bytes);
      else await readWhole(handles[source] as FileHandle, bytes, first * rowBytes);
      await out.appendFile(bytes);
      ordinal += count;
      input.onProgress?.({ phase: 'writing', done: ordinal, total: row.length, unit: 'texts' });
    }
    await out.sync();
  } finally {
    await out.close();
    await slices.close();
    for (const handle of handles) await handle.close();
  }
}
