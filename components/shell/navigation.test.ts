import { expect, it } from 'vitest';
import { homeOf, isOpenPlace, navigation, placesFor } from './navigation';

const keysFor = (role: Parameters<typeof placesFor>[0]) =>
  placesFor(role).flatMap((group) => group.places.map((place) => place.key));

it('shows annotators their judging and nothing else', () => {
  expect(keysFor('annotator')).toEqual(['judge']);
});

it('shows stakeholders the report and nothing that operates', () => {
  expect(keysFor('stakeholder')).toEqual(['report']);
});

it('shows users to admins only', () => {
  expect(keysFor('operator')).not.toContain('users');
  expect(keysFor('admin')).toContain('users');
});

it('gives every shortcut to one place', () => {
  const shortcuts = navigation.flatMap((group) => group.places.flatMap((place) => place.shortcut ?? []));
  expect(new Set(shortcuts).size).toBe(shortcuts.length);
});

it('lets every role begin at a place it may use', () => {
  for (const role of ['admin', 'operator', 'annotator', 'stakeholder'] as const) {
    expect(placesFor(role).flatMap((group) => group.places.map((place) => place.href))).toContain(homeOf(role));
  }
});

it('marks a place as open on its records, and the overview only on itself', () => {
  expect(isOpenPlace({ href: '/datasets' }, '/datasets/stard')).toBe(true);
  expect(isOpenPlace({ href: '/datasets' }, '/datasets-old')).toBe(false);
  expect(isOpenPlace({ href: '/' }, '/datasets')).toBe(false);
});
