import { listIndexes } from '@/lib/retrieval/list-indexes';
import { type Command, table } from '../command';

export const command: Command = {
  summary: 'List the indexes',
  async run({ actor }) {
    const indexes = await listIndexes(actor);
    const size = (bytes: number | null) => (bytes === null ? '' : `${(bytes / 2 ** 20).toFixed(1)} MiB`);
    const rows = indexes.map((one) => [
      one.id,
      one.checkpoint.name,
      one.corpus.name,
      one.state,
      one.documents,
      one.dimension ?? '',
      size(one.sizeBytes),
      one.releases.map((release) => `#${release.number}`).join(' '),
    ]);
    return {
      data: indexes,
      text: table(['index', 'checkpoint', 'corpus', 'state', 'documents', 'dimension', 'size', 'releases'], rows),
    };
  },
};
