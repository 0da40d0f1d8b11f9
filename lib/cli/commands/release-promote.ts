import { db } from '@/lib/db/client';
import { findReleaseByNumber } from '@/lib/releases/store';
import { orderMove } from '@/lib/serving/node-requests';
import { type Command, required, UsageError } from '../command';

export const command: Command = {
  summary: 'Make a release live',
  args: '<number>',
  arity: [1, 1],
  options: {
    reason: { help: 'why, for those who read the history', value: 'TEXT' },
    accept: {
      help: 'code of a doubt or overridable blocker that the reason speaks to',
      value: 'CODE',
      isRepeatable: true,
    },
  },
  notes:
    'A running web node loads and checks the release first; with none running the pointer moves cold, and the output says so.',
  async run(input) {
    const number = readReleaseNumber(input.args[0]);
    const reason = required(input, 'reason');
    const release = await findReleaseByNumber(db(), number);
    input.remark(`Asking for release ${number} ...`);
    const moved = await orderMove({
      kind: 'promote',
      payload: { releaseId: release.id, reason, overrides: input.texts('accept') },
    });
    const cold = moved.host === 'cold' ? ' No web node is running: it loads at the next start.' : '';
    return { data: moved, text: `Release ${moved.number} is live (version ${moved.version} of the pointer).${cold}` };
  },
};

/** `7` or `release-7`. @throws {UsageError} */
export function readReleaseNumber(text: string | undefined): number {
  const match = /^(?:release-)?(\d{1,9})$/.exec(text ?? '');
  if (!match) throw new UsageError('Name the release by its number, for example 7.');
  return Number(match[1]);
}
