import type { Suite } from './bench-row';
export const suite: Suite = { summary: 'pipeline', usesDatabase: false, run: async () => [] };
