import type { Suite } from './bench-row';

/** Every suite in the order in which they run: one line here, one file beside it. */
export const suiteList: Record<string, () => Promise<{ suite: Suite }>> = {
  search: () => import('./search-suite'),
  bm25: () => import('./bm25-suite'),
  measures: () => import('./measures-suite'),
  serving: () => import('./serving-suite'),
  index: () => import('./index-suite'),
  pipeline: () => import('./pipeline-suite'),
  grid: () => import('./grid-suite'),
  training: () => import('./training-suite'),
  judging: () => import('./judging-suite'),
};
