import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const projectDir = path.resolve(import.meta.dirname, '../..');
const glossary = readFileSync(path.join(import.meta.dirname, 'glossary.md'), 'utf8');

/** The words of the list at the end of the glossary. */
const unwanted = [...glossary.matchAll(/^- ([^:\n]+): .+$/gm)].map((match) => match[1] as string);

/** A word and its forms: `deploy` also stands for deploys, deployed and deployment, in either case. */
const patternOf = (word: string) =>
  new RegExp(`(?<![\\p{L}_])${word.replace(/[ _]/g, '[ _-]')}(?:s|ed|ing|ment|ments)?(?![\\p{L}_])`, 'iu');

const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(textsOf);

const messages = () => {
  const folder = path.join(projectDir, 'components/i18n/messages/en');
  return readdirSync(folder).flatMap((file) =>
    // What stands in braces is for the program.
    textsOf(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))).map((text) => ({
      file,
      text: text.replace(/\{\w+\}/g, ''),
    })),
  );
};

describe('the glossary', () => {
  it('is followed on the screen', () => {
    const found = messages().flatMap(({ file, text }) =>
      unwanted.filter((word) => patternOf(word).test(text)).map((word) => `${file}: "${text}" says ${word}`),
    );
    expect(found).toEqual([]);
  });
  it('finds a word in its forms, and not inside another', () => {
    expect(unwanted.length).toBeGreaterThan(10);
    expect('It was Deployed.').toMatch(patternOf('deploy'));
    expect('the top-k of it').toMatch(patternOf('top_k'));
    expect('Symmetric measures').not.toMatch(patternOf('metric'));
  });
  it('explains each term once', () => {
    const terms = [...glossary.matchAll(/^\| ([^|]+?) \|/gm)].flatMap((match) =>
      (match[1] as string).trim().split(', '),
    );
    const unique = new Set(terms);
    expect(terms.filter((term) => !unique.delete(term))).toEqual([]);
    expect(terms).toContain('checkpoint');
  });
});
