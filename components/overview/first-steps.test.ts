import { expect, it } from 'vitest';
import { firstSteps } from './first-steps';

const nothing = { datasets: 0, embedders: 0, readyIndexes: 0, applications: 0, releases: 0, hasLive: false };

it('leads an empty installation to its first dataset', () => {
  expect(firstSteps(nothing)).toMatchObject({ next: { key: 'dataset' }, done: 0 });
});

it('names the first step that is missing, also when later ones are done', () => {
  expect(firstSteps({ ...nothing, datasets: 1, embedders: 2, applications: 1 })).toMatchObject({
    next: { key: 'index' },
    done: 3,
  });
});

it('has no next step once something is live', () => {
  expect(
    firstSteps({ datasets: 1, embedders: 1, readyIndexes: 1, applications: 1, releases: 1, hasLive: true }).next,
  ).toBeUndefined();
});
