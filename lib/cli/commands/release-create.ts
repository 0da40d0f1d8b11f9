import { resolveVersion } from '@/lib/datasets/load-split';
import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { createRelease } from '@/lib/releases/create-release';
import { type ConfigurationSpec, defaultBm25 } from '@/lib/retrieval/configuration';
import { saveConfiguration } from '@/lib/retrieval/save-configuration';
import { type Command, type CommandInput, oneOf, required, UsageError, wholeNumber } from '../command';

export const command: Command = {
  summary: 'Make a configuration a candidate release',
  options: {
    embedder: { help: 'checkpoint id or name, with =WEIGHT for an ensemble', value: 'CHECKPOINT', isRepeatable: true },
    bm25: { help: 'weight of BM25 in the first stage (default: no BM25)', value: 'WEIGHT' },
    reranker: { help: 'checkpoint id or name', value: 'CHECKPOINT' },
    'reranker-weight': { help: "the reranker's share of the final score, above 0 to 1 (default 0.5)", value: 'SHARE' },
    fusion: { help: 'how scores are made comparable: max, z or rank (default max)', value: 'RULE' },
    budget: { help: 'retrieval budget K (default 60)', value: 'K' },
    depth: { help: 'results per query N (default 10)', value: 'N' },
    dataset: {
      help: 'serve the corpus of this dataset (default: those of all applications)',
      value: 'DATASET',
      isRepeatable: true,
    },
    name: { help: 'name of the configuration', value: 'NAME' },
    reason: { help: 'why this release is made', value: 'TEXT' },
  },
  notes: 'Example: release create --embedder stage-3 --bm25 0.3 --reranker stage-2 --reason "best cell of the grid"',
  async run(input) {
    const spec = await readSpec(input);
    const reason = required(input, 'reason');
    const named = [...spec.names, ...(spec.value.bm25 ? ['BM25'] : [])].join(' + ');
    const configuration = await saveConfiguration(input.actor, {
      name: input.text('name') ?? named.slice(0, 120),
      spec: spec.value,
    });
    const corpusHashes = await Promise.all(
      input.texts('dataset').map(async (slug) => (await resolveVersion(slug)).corpusHash),
    );
    const release = await createRelease(input.actor, { configurationId: configuration.id, reason, corpusHashes });
    return {
      data: { ...release, configuration },
      text: `Created release ${release.number} (a candidate). Promote it with: release promote ${release.number} --reason "..."`,
    };
  },
};

async function readSpec(input: CommandInput): Promise<{ value: ConfigurationSpec; names: string[] }> {
  const embedders = await Promise.all(
    input.texts('embedder').map(async (text) => {
      const [name, weight] = text.split('=');
      return {
        ...(await findCheckpoint(name ?? '', 'embedder')),
        weight: weight === undefined ? 1 : positive(weight, 'embedder'),
      };
    }),
  );
  const bm25 = input.text('bm25');
  const rerankerName = input.text('reranker');
  const reranker = rerankerName ? await findCheckpoint(rerankerName, 'reranker') : undefined;
  const value: ConfigurationSpec = {
    embedders: embedders.map(({ id, weight }) => ({ checkpointId: id, weight })),
    bm25: bm25 === undefined ? null : { ...defaultBm25, weight: positive(bm25, 'bm25') },
    reranker: reranker
      ? { checkpointId: reranker.id, weight: positive(input.text('reranker-weight') ?? '0.5', 'reranker-weight') }
      : null,
    fusion: { normalise: oneOf(input, 'fusion', ['max', 'z', 'rank']) ?? 'max' },
    operatingPoint: { budget: wholeNumber(input, 'budget') ?? 60, depth: wholeNumber(input, 'depth') ?? 10 },
  };
  return { value, names: [...embedders.map((embedder) => embedder.name), ...(reranker ? [`× ${reranker.name}`] : [])] };
}

function positive(text: string, option: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`--${option} needs a number above 0, not "${text}".`);
  return value;
}

/** @throws {NotFound} for an unknown name, or one that several checkpoints have */
async function findCheckpoint(name: string, component: 'embedder' | 'reranker'): Promise<{ id: string; name: string }> {
  const found = await db().checkpoint.findMany({
    where: { component, archivedAt: null, OR: [{ id: name }, { name }] },
    select: { id: true, name: true },
    take: 2,
  });
  if (found.length > 1) throw new NotFound(`Several ${component}s are called ${name}. Use the id.`);
  if (!found[0]) throw new NotFound(`There is no ${component} called ${name}. See: checkpoint list`);
  return found[0];
}
