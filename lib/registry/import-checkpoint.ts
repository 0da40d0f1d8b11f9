import { access, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { monotonicMs, systemClock } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { InvalidInput } from '@/lib/foundation/errors';
import { contentHash } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';
import type { OnnxEmbedderConfig, OnnxRerankerConfig } from '@/lib/models/checkpoint-config';
import { type FolderOverrides, readModelFolder } from '@/lib/models/read-model-folder';
import { inspectModel } from '@/lib/onnx/inspect-model';
import type { ModelCheckRequest } from './checking/check-model';
import { type CheckLimits, limitsFor, runModelCheck } from './checking/run-model-check';
import { type AdapterRecord, type Checkpoint, type CheckpointFile, type Checks, stageSchema } from './checkpoint';
import { checkBaseName, mergeStack, stageAdapters } from './importing/merge-stack';
import { hasWholeVocabulary, narrowHead } from './importing/narrow-head';
import { probeFileName, probeTolerance, writeProbeFile } from './importing/probe-file';
import { type CopyOptions, copyFiles, createStaging, listFiles } from './importing/staged-files';
import { loadCheckpointFiles } from './load-checkpoint-files';
import { alreadyRegistered, findByContentHash, insertCheckpoint, readCheckpoint } from './store';

export type ImportCheckpointInput = {
  /** absolute path of a model in Hugging Face layout, or of a PEFT adapter for `baseCheckpointId` */
  folder: string;
  /** what the folder was called where it came from, when it lies under another name by now */
  sourceName?: string | undefined;
  /** further adapters to merge, in this order */
  adapterFolders?: readonly string[] | undefined;
  /** the registered base of an adapter */
  baseCheckpointId?: string | undefined;
  /** the adapter names its base otherwise, and a person confirmed that it is the same */
  acceptsOtherBase?: boolean | undefined;
  name?: string | undefined;
  /** how far the component was trained (default `base`) */
  stage?: string | undefined;
  overrides?: FolderOverrides | undefined;
  parentId?: string | undefined;
  /** recipe, seed, data hashes, machine and dev figures of the training that made it */
  lineage?: Record<string, unknown> | undefined;
  licence?: string | undefined;
  note?: string | undefined;
  isSample?: boolean | undefined;
};

export type ImportProgress = {
  phase: 'copy' | 'merge' | 'check' | 'register';
  done: number;
  total: number;
  unit: string;
};

export type ImportOptions = {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** default: the environment's */
  dataDir?: string | undefined;
  /** default: by size */
  limits?: CheckLimits | undefined;
  /** the same content registered before is returned instead of refused, as a repeated job needs */
  reusesExisting?: boolean | undefined;
};

/** A model in the staging folder, on its way to being registered. */
type Draft = {
  directory: string;
  config: OnnxEmbedderConfig | OnnxRerankerConfig;
  dataFiles: string[];
  base?: Checkpoint;
  adapters: AdapterRecord[];
  baseModel: { name: string; hash: string };
  reference?: NonNullable<ModelCheckRequest['reference']>;
};

/**
 * Registers a model from a folder: copies its files into a private folder named by content, merges adapters, tries the
 * model in a process of its own, and records it with an audit entry. Whatever fails, nothing is registered.
 *
 * @throws {Forbidden} without the role operator
 * @throws {InvalidInput} with the reason why the model cannot be used
 * @throws {Conflict} if the same model with the same settings is registered already
 */
export async function importCheckpoint(
  actor: Actor,
  input: ImportCheckpointInput,
  options: ImportOptions = {},
): Promise<Checkpoint> {
  requireRole(actor, 'operator');
  const stage = stageSchema.safeParse(input.stage ?? 'base');
  if (!stage.success) throw new InvalidInput('A stage has lower-case letters, digits and "-", at most 40.');
  const dataDir = options.dataDir ?? env().dataDir;
  const checkpointsDir = path.join(dataDir, 'checkpoints');
  const staging = await createStaging(checkpointsDir);
  try {
    const draft = await stageModel(actor, input, staging, { ...options, dataDir });
    const checked = await checkDraft(draft, options);
    const record = await describeDraft(actor, input, stage.data, draft, checked);
    options.onProgress?.({ phase: 'register', done: 0, total: 1, unit: 'checkpoint' });
    return await register(actor, record, draft.directory, checkpointsDir, options.reusesExisting ?? false);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function stageModel(
  actor: Actor,
  input: ImportCheckpointInput,
  staging: string,
  { signal, onProgress, dataDir }: ImportOptions & { dataDir: string },
): Promise<Draft> {
  const copyOptions: CopyOptions = {
    followsLinks: actor.kind === 'system',
    signal,
    onProgress: (done, total) => onProgress?.({ phase: 'copy', done, total, unit: 'bytes' }),
  };
  const sourceName = input.sourceName ?? path.basename(path.resolve(input.folder));
  const directory = path.join(staging, 'model');
  const isAdapter = await exists(path.join(input.folder, 'adapter_config.json'));
  const draft = isAdapter
    ? await stageBase(input, directory, dataDir, copyOptions)
    : await stageFolder(input, directory, sourceName, copyOptions);
  const folders = [
    ...(isAdapter ? [{ folder: input.folder, name: sourceName }] : []),
    ...(input.adapterFolders ?? []).map((folder) => ({ folder, name: path.basename(path.resolve(folder)) })),
  ];
  if (folders.length > 0) await mergeFolders(draft, folders, input, sourceName, staging, copyOptions, onProgress);
  if (hasWholeVocabulary(draft.config)) {
    const whole = draft.config;
    const narrowed = await narrowHead(staging, directory, whole, draft.reference?.directory);
    draft.config = narrowed.config;
    draft.reference = { directory: narrowed.referenceDirectory, config: whole, tolerance: probeTolerance.reranker };
  }
  return draft;
}

async function stageFolder(
  input: ImportCheckpointInput,
  directory: string,
  sourceName: string,
  copyOptions: CopyOptions,
): Promise<Draft> {
  const { files } = await readModelFolder(input.folder, input.overrides);
  await copyFiles(input.folder, files, directory, copyOptions);
  // Read again from the copy: only what lies there is what will be served.
  const { config } = await readModelFolder(directory, input.overrides);
  const dataFiles = await dataFilesOf(directory, config.modelFile);
  const weights = (await listFiles(directory)).filter(({ path: name }) =>
    [config.modelFile, ...dataFiles].includes(name),
  );
  return {
    directory,
    config,
    dataFiles,
    adapters: [],
    baseModel: { name: sourceName, hash: contentHash(weights.map(({ sha256 }) => sha256)) },
  };
}

/** Files beside the graph that hold some of its weights, relative to the model's folder. */
async function dataFilesOf(directory: string, modelFile: string): Promise<string[]> {
  const { externalLocations } = inspectModel(await readFile(path.join(directory, modelFile)));
  const folder = path.posix.dirname(modelFile);
  return externalLocations.map((name) => (folder === '.' ? name : `${folder}/${name}`));
}

async function stageBase(
  input: ImportCheckpointInput,
  directory: string,
  dataDir: string,
  copyOptions: CopyOptions,
): Promise<Draft> {
  if (input.baseCheckpointId === undefined) {
    throw new InvalidInput('This folder is an adapter. Name the registered checkpoint it was trained on as its base.');
  }
  const base = await readCheckpoint(db(), input.baseCheckpointId);
  if (base.config.source !== 'onnx') throw new InvalidInput('Adapters are merged into local checkpoints only.');
  const loaded = await loadCheckpointFiles(dataDir, base);
  const names = base.files.map(({ path: name }) => name).filter((name) => name !== probeFileName);
  await copyFiles(loaded.directory, names, directory, copyOptions);
  const dataFiles = await dataFilesOf(directory, base.config.modelFile);
  const baseModel = base.baseModel ?? { name: base.name, hash: base.contentHash };
  return { directory, config: base.config, dataFiles, base, adapters: [...base.adapters], baseModel };
}

async function mergeFolders(
  draft: Draft,
  folders: readonly { folder: string; name: string }[],
  input: ImportCheckpointInput,
  sourceName: string,
  staging: string,
  copyOptions: CopyOptions,
  onProgress: ImportOptions['onProgress'],
): Promise<void> {
  const staged = await stageAdapters(draft.directory, folders, draft.adapters.length, copyOptions);
  if (!input.acceptsOtherBase) {
    // An adapter of a later stage may name the adapter before it as what it was trained on.
    const names = [draft.base?.name ?? sourceName, draft.baseModel.name, ...draft.adapters.map(({ name }) => name)];
    for (const { adapter, record } of staged) {
      checkBaseName(adapter, names);
      names.push(record.name);
    }
  }
  onProgress?.({ phase: 'merge', done: 0, total: staged.length, unit: 'adapters' });
  const { modelFile } = draft.config;
  const { referenceDirectory } = await mergeStack(
    staging,
    draft.directory,
    { modelFile, dataFiles: draft.dataFiles },
    staged.map(({ adapter }) => adapter),
  );
  draft.adapters.push(...staged.map(({ record }) => record));
  const tolerance = probeTolerance[draft.config.component];
  draft.reference = { directory: referenceDirectory, config: draft.config, tolerance };
}

async function checkDraft(draft: Draft, { signal, onProgress, limits }: ImportOptions): Promise<Checks> {
  onProgress?.({ phase: 'check', done: 0, total: 1, unit: 'model' });
  const startedMs = monotonicMs();
  const sizeBytes = (await listFiles(draft.directory)).reduce((sum, file) => sum + file.sizeBytes, 0);
  const { directory, config, reference } = draft;
  const request = { directory, config, ...(reference ? { reference } : {}) };
  const { outputs, parity, ...result } = await runModelCheck(request, limits ?? limitsFor(sizeBytes), signal);
  // Whatever makes a text depend on its neighbours, running it alone takes the dependence away.
  if (result.batchDifference > 0) draft.config = { ...config, runsOneByOne: true };
  await writeProbeFile(directory, outputs);
  const isMerge = draft.adapters.length > (draft.base?.adapters.length ?? 0);
  return {
    checkedAt: systemClock.now().toISOString(),
    ...result,
    checkMs: Math.round(monotonicMs() - startedMs),
    ...(parity ? { [isMerge ? 'mergeParity' : 'narrowingParity']: parity } : {}),
  };
}

type NewRecord = Omit<Checkpoint, 'createdAt' | 'archivedAt'>;

async function describeDraft(
  actor: Actor,
  input: ImportCheckpointInput,
  stage: string,
  draft: Draft,
  checks: Checks,
): Promise<NewRecord> {
  const files = await listFiles(draft.directory);
  const hash = contentHash({
    config: draft.config,
    files: files.filter(({ path: name }) => name !== probeFileName).map(({ path: name, sha256 }) => [name, sha256]),
  });
  const name = (input.name ?? input.sourceName ?? path.basename(path.resolve(input.folder))).trim();
  if (name === '' || name.length > 200) throw new InvalidInput('A checkpoint has a name of at most 200 characters.');
  return {
    id: randomId(),
    contentHash: hash,
    name,
    component: draft.config.component,
    stage,
    source: 'onnx',
    directory: `checkpoints/${hash}`,
    config: draft.config,
    files,
    baseModel: draft.baseModel,
    adapters: draft.adapters,
    tokenizerHash: hashOf(files, 'tokenizer.json'),
    parentId: input.parentId ?? draft.base?.id ?? null,
    lineage: input.lineage ?? null,
    checks,
    licence: input.licence ?? draft.base?.licence ?? null,
    note: input.note ?? null,
    isSample: input.isSample ?? false,
    createdBy: actorId(actor),
  };
}

const hashOf = (files: readonly CheckpointFile[], name: string): string | null =>
  files.find((file) => file.path === name)?.sha256 ?? null;

/** Moves the folder into place and writes the row, one import of the same content at a time. */
async function register(
  actor: Actor,
  record: NewRecord,
  directory: string,
  checkpointsDir: string,
  reusesExisting: boolean,
): Promise<Checkpoint> {
  const target = path.join(checkpointsDir, record.contentHash);
  const id = await transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${record.contentHash}))`;
    const existing = await findByContentHash(tx, record.contentHash);
    if (existing) {
      if (reusesExisting) return existing.id;
      throw alreadyRegistered(existing.name);
    }
    if (record.parentId !== null) await readCheckpoint(tx, record.parentId);
    await insertCheckpoint(tx, record);
    const { name, component, stage, contentHash: hash, adapters } = record;
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'checkpoint.import',
      subjectType: 'checkpoint',
      subjectId: record.id,
      data: { name, component, stage, contentHash: hash, adapters: adapters.map((adapter) => adapter.hash) },
    });
    // Last, so that a refused row leaves no folder. A folder without a row is what a crash left; its content is the same.
    if (await exists(directory)) {
      await rm(target, { recursive: true, force: true });
      await rename(directory, target);
    }
    return record.id;
  });
  return readCheckpoint(db(), id);
}
