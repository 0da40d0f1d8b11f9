import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { extractArchive } from '@/lib/datasets/extract-archive';
import { defaultImportLimits } from '@/lib/datasets/import-limits';
import { env } from '@/lib/foundation/env';
import { InvalidInput } from '@/lib/foundation/errors';
import { randomToken } from '@/lib/foundation/random';
import { poolings } from '@/lib/models/checkpoint-config';
import { type ImportCheckpointPayload, importCheckpointPayloadSchema } from '@/lib/registry/import-checkpoint.job';
import { getCheckpoint } from '@/lib/registry/list-checkpoints';
import { requestCheckpointImport } from '@/lib/registry/request-checkpoint-import';
import { type Command, type CommandInput, oneOf, UsageError, wholeNumber } from '../command';
import { runQueuedJob } from '../run-queued-job';

export const command: Command = {
  summary:
    'Register a model: a folder in Hugging Face layout, an archive of one, or a LoRA adapter for a registered base',
  args: '<folder or archive>',
  arity: [1, 1],
  options: {
    name: { help: 'name to show; the folder when absent', value: 'NAME' },
    stage: { help: 'base (default), stage-1, stage-2, stage-3 or a name of your own', value: 'STAGE' },
    component: { help: 'embedder or reranker, where the files leave it open', value: 'COMPONENT' },
    base: { help: 'registered checkpoint that the adapter is merged into', value: 'CHECKPOINT' },
    adapter: { help: 'a further adapter folder, merged in this order', value: 'FOLDER', isRepeatable: true },
    'accept-other-base': { help: 'the adapter names its base otherwise, and it is the same' },
    'model-file': { help: 'which .onnx file of the folder', value: 'FILE' },
    pooling: { help: poolings.join(', '), value: 'POOLING' },
    'max-length': { help: 'longest input in tokens', value: 'N' },
    'query-prompt': { help: 'text put before every query', value: 'TEXT' },
    'document-prompt': { help: 'text put before every document', value: 'TEXT' },
    licence: { help: 'licence note', value: 'TEXT' },
    note: { help: 'anything worth knowing', value: 'TEXT' },
  },
  notes: 'Example: npm run mixstage -- checkpoint import ../shared/models/zh-tiny-embed',
  async run(input) {
    const payload = importCheckpointPayloadSchema.safeParse(await readPayload(input));
    if (!payload.success)
      throw new UsageError(payload.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
    const result = await runQueuedJob(await requestCheckpointImport(input.actor, payload.data), input);
    return { data: result, text: `Registered ${result.name} (${result.component}) as ${result.checkpointId}.` };
  },
};

async function readPayload(input: CommandInput): Promise<Partial<ImportCheckpointPayload>> {
  const source = await openSource(path.resolve(input.args[0] ?? ''), input.signal);
  const base = input.text('base');
  const adapterFolders = input.texts('adapter').map((folder) => path.resolve(folder));
  const overrides = {
    component: oneOf(input, 'component', ['embedder', 'reranker']),
    modelFile: input.text('model-file'),
    pooling: oneOf(input, 'pooling', poolings),
    maxLength: wholeNumber(input, 'max-length'),
    queryPrompt: input.text('query-prompt'),
    documentPrompt: input.text('document-prompt'),
  };
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return {
    ...source,
    name: input.text('name'),
    stage: input.text('stage'),
    licence: input.text('licence'),
    note: input.text('note'),
    acceptsOtherBase: input.has('accept-other-base'),
    ...(base ? { baseCheckpointId: (await getCheckpoint(input.actor, base)).id } : {}),
    ...(adapterFolders.length > 0 ? { adapterFolders } : {}),
    ...(Object.keys(given).length > 0 ? { overrides: given } : {}),
  };
}

/** A folder as it is; an archive is unpacked among the uploads first and removed when the import is over. */
async function openSource(
  source: string,
  signal: AbortSignal,
): Promise<Pick<ImportCheckpointPayload, 'folder' | 'removesFolder' | 'sourceName'>> {
  const found = await stat(source).catch((error) => {
    throw new InvalidInput(
      `${source} is not there.`,
      { hint: 'Give the path of a model folder or archive.' },
      { cause: error },
    );
  });
  const sourceName = path.basename(source).replace(/\.(?:zip|tgz|tar|tar\.gz)$/i, '');
  if (found.isDirectory()) return { folder: source, removesFolder: false, sourceName };
  const folder = path.join(env().dataDir, 'uploads', randomToken(16), 'files');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Weights hardly compress, so their archives need no allowance for a high ratio.
  await extractArchive(source, folder, defaultImportLimits, signal);
  return { folder, removesFolder: true, sourceName };
}
