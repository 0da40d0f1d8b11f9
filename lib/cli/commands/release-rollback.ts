import { db } from '@/lib/db/client';
import { findReleaseByNumber } from '@/lib/releases/store';
import { orderMove } from '@/lib/serving/node-requests';
import { type Command, oneOf, required } from '../command';
import { readReleaseNumber } from './release-promote';

export const command: Command = {
  summary: 'Make an earlier release live again',
  args: '[number]',
  arity: [0, 1],
  options: {
    reason: { help: 'why, for those who read the history', value: 'TEXT' },
    component: { help: 'only this component goes back: embedder or reranker', value: 'COMPONENT' },
  },
  notes: 'Without a number: the release that was live before this one, which a running node has kept warm.',
  async run(input) {
    const reason = required(input, 'reason');
    const component = oneOf(input, 'component', ['embedder', 'reranker'] as const);
    const target =
      input.args[0] === undefined ? undefined : await findReleaseByNumber(db(), readReleaseNumber(input.args[0]));
    const payload = { reason, ...(target ? { toReleaseId: target.id } : {}), ...(component ? { component } : {}) };
    const moved = await orderMove({ kind: 'rollback', payload });
    const cold = moved.host === 'cold' ? ' No web node is running: it loads at the next start.' : '';
    return {
      data: moved,
      text: `Release ${moved.number} is live again (version ${moved.version} of the pointer).${cold}`,
    };
  },
};
