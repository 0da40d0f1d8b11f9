import type { Suite } from './bench-row';
export const suite: Suite = { summary: 'serving', usesDatabase: false, run: async () => [] };
