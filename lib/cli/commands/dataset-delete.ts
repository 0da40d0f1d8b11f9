import { deleteDataset } from '@/lib/datasets/delete-dataset';
import { env } from '@/lib/foundation/env';
import { type Command, UsageError } from '../command';

export const command: Command = {
  summary: 'Delete a dataset with all its versions',
  args: '<dataset>',
  arity: [1, 1],
  options: { yes: { help: 'really delete it' } },
  async run({ actor, args, has }) {
    if (!has('yes')) throw new UsageError('This cannot be undone. Repeat the command with --yes.');
    const deleted = await deleteDataset(actor, args[0] ?? '', env().dataDir);
    const corpora = deleted.deletedCorpora.length;
    return {
      data: deleted,
      text: `Deleted ${args[0]}${corpora > 0 ? ' and its corpus' : '; its corpus stays, because other datasets use it'}.`,
    };
  },
};
