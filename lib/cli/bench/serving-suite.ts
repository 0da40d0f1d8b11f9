import { startWebNode } from '@/lib/serving/web-node';
import type { Suite } from './bench-row';
import { measureEventLoop } from './serving/event-loop-gap';
import { measureCycles } from './serving/memory-cycles';
import { measureRollback } from './serving/rollback';
import { makeServingWorkspace, promote } from './serving/serving-workspace';
import { measureInflation } from './serving/token-inflation';

/** The web side with real release hosts: what a node does all day, and what happens when its release changes. */
export const suite: Suite = {
  summary: 'event loop under load, token inflation, rollback, memory over many promotions',
  usesDatabase: true,
  async run(context) {
    const workspace = await makeServingWorkspace(context);
    const inflation = await measureInflation(workspace);
    const node = await startWebNode();
    try {
      await promote(node, workspace.releaseIds[0]);
      const gaps = await measureEventLoop(workspace, context.isQuick);
      const rollback = await measureRollback(node, workspace, context.isQuick);
      const cycles = await measureCycles(node, workspace, context);
      return [...gaps, ...inflation, ...rollback, ...cycles];
    } finally {
      await node.stop();
    }
  },
};
