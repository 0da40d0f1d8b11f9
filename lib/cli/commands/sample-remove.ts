import { removeSample } from '@/lib/sample/remove-sample';
import { type Command, UsageError } from '../command';

export const command: Command = {
  summary: 'Take the sample workspace away',
  options: { yes: { help: 'really remove it' } },
  async run({ actor, has }) {
    if (!has('yes')) throw new UsageError('This cannot be undone. Repeat the command with --yes.');
    const removed = await removeSample(actor);
    const counts = Object.entries(removed).map(([kind, count]) => `${count} ${kind}`);
    return { data: removed, text: `Removed the sample: ${counts.join(', ')}.` };
  },
};
