import { listCheckpoints } from '@/lib/registry/list-checkpoints';
import { type Command, oneOf, table } from '../command';

export const command: Command = {
  summary: 'List the registered checkpoints, newest first',
  options: {
    component: { help: 'embedder or reranker', value: 'COMPONENT' },
    stage: { help: 'for example stage-2', value: 'STAGE' },
    archived: { help: 'archived ones too' },
  },
  async run(input) {
    const component = oneOf(input, 'component', ['embedder', 'reranker']);
    const stage = input.text('stage');
    const checkpoints = await listCheckpoints(input.actor, {
      ...(component ? { component } : {}),
      ...(stage ? { stage } : {}),
      includesArchived: input.has('archived'),
    });
    const rows = checkpoints.map((one) => [
      one.id,
      one.name,
      one.component,
      one.stage,
      one.source,
      one.contentHash.slice(0, 12),
      one.createdAt.toISOString().slice(0, 16),
    ]);
    return {
      data: checkpoints,
      text: table(['checkpoint', 'name', 'component', 'stage', 'source', 'hash', 'registered'], rows),
    };
  },
};
