import type { Suite } from './bench-row';
export const suite: Suite = { summary: 'index', usesDatabase: false, run: async () => [] };
