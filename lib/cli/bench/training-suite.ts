import type { Suite } from './bench-row';
export const suite: Suite = { summary: 'training', usesDatabase: false, run: async () => [] };
