import type { Suite } from './bench-row';
export const suite: Suite = { summary: 'grid', usesDatabase: false, run: async () => [] };
