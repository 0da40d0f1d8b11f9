import { listDatasets } from '@/lib/datasets/list-datasets';
import { type Command, table } from '../command';

export const command: Command = {
  summary: 'List the datasets',
  async run({ actor }) {
    const datasets = await listDatasets(actor);
    const rows = datasets.map(({ slug, language, version }) => [
      slug,
      language ?? '',
      `v${version.number}`,
      version.documentCount,
      version.queryCount,
      Object.entries(version.splits)
        .map(([name, split]) => `${name} ${split.queries}/${split.pairs}`)
        .join(', '),
      version.corpusHash.slice(0, 12),
    ]);
    return {
      data: datasets,
      text: table(
        ['dataset', 'language', 'version', 'documents', 'queries', 'splits (queries/judgments)', 'corpus'],
        rows,
      ),
    };
  },
};
