import { expect, it } from 'vitest';
import { findMessageUses, isUsed } from './find-message-uses';

it('finds plain, rich, conditional and composed keys under the part of the messages they belong to', () => {
  const source = `
    const t = useTranslations('jobs');
    const role = useTranslations('shell.role');
    t('title'); t.rich('body', { a: 1 }); t(isOpen ? 'yes' : 'no'); t(\`state.\${job.state}\`, { x: 1 }); role(user.role);
  `;
  expect(findMessageUses(source)).toEqual([
    'jobs.title',
    'jobs.body',
    'jobs.yes',
    'jobs.no',
    'jobs.state.*',
    'shell.role.*',
  ]);
});

it('finds keys that a page asks for directly', () => {
  expect(findMessageUses(`({ title: (await getTranslations('audit'))('title') })`)).toEqual(['audit.title']);
});

it('takes a star for exactly one part of a key', () => {
  expect(isUsed('jobs.state.queued', ['jobs.state.*'])).toBe(true);
  expect(isUsed('jobs.state.queued.long', ['jobs.state.*'])).toBe(false);
});
