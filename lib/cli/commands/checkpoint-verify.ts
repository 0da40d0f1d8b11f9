import { listCheckpoints } from '@/lib/registry/list-checkpoints';
import { type Verification, verifyCheckpoint } from '@/lib/registry/verify-checkpoint';
import type { Command } from '../command';

export const command: Command = {
  summary: 'Check the files and the answers of checkpoints against what was recorded',
  args: '[<checkpoint> ...]',
  arity: [0, 100],
  options: { 'files-only': { help: 'hashes only, without running the model' } },
  notes: 'Without a name all checkpoints are checked that are not archived. Exit status 1 if one is not intact.',
  async run({ actor, args, has, signal, progress }) {
    const names = args.length > 0 ? args : (await listCheckpoints(actor)).map((checkpoint) => checkpoint.id);
    const found: Verification[] = [];
    for (const [done, name] of names.entries()) {
      progress({ phase: 'verify', done, total: names.length, unit: 'checkpoints' });
      found.push(await verifyCheckpoint(actor, name, { runsProbes: !has('files-only'), signal }));
    }
    const lines = found.map(
      ({ name, isIntact, problem, probeDifference }) =>
        `${isIntact ? 'intact ' : 'DAMAGED'}  ${name}${problem ? `: ${problem}` : ''}${probeDifference === undefined ? '' : ` (answers differ by ${probeDifference.toExponential(1)})`}`,
    );
    return {
      data: found,
      text: lines.join('\n') || 'There are no checkpoints.',
      isRefused: found.some((one) => !one.isIntact),
    };
  },
};
