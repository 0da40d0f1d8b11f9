import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { findMessageUses, isUsed } from './find-message-uses';
import { messages } from './messages';

type Tree = { [key: string]: string | Tree };

const flatten = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : flatten(value, `${prefix}${key}.`),
  );

/** Names of arguments and tags in a message, sorted. */
const parts = (message: string): string[] => {
  const names = [...message.matchAll(/(?<!(?:one|other|=\d+)\s*)\{\s*(\w+)\s*(?=[,}])|<(\w+)>/g)];
  return [...new Set(names.map((match) => match[1] ?? match[2] ?? ''))].sort();
};

const english = new Map(flatten(messages.en));
const chinese = new Map(flatten(messages.zh));
const projectDir = path.resolve(import.meta.dirname, '../..');
const sources = ['app', 'components'].flatMap((folder) =>
  readdirSync(path.join(projectDir, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => readFileSync(path.join(projectDir, folder, file), 'utf8')),
);

describe('messages', () => {
  it('exist in both languages under the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('name the same arguments and tags in both languages', () => {
    // Chinese has one plural form, so an argument of a plural is enough by itself there.
    const different = [...english].filter(([key, text]) => parts(text).join() !== parts(chinese.get(key) ?? '').join());
    expect(different.map(([key, text]) => `${key}: ${parts(text)} / ${parts(chinese.get(key) ?? '')}`)).toEqual([]);
  });

  it('are well formed in both languages', () => {
    const broken: string[] = [];
    for (const [locale, texts] of [
      ['en', english],
      ['zh', chinese],
    ] as const) {
      const onError = (error: Error) => broken.push(`${locale} ${error.message}`);
      const translate = createTranslator({ locale, messages: messages[locale], onError }) as unknown as {
        markup(key: string, values: Record<string, unknown>): string;
      };
      for (const [key, text] of texts) {
        const values = parts(text).map((name) => [
          name,
          new RegExp(`<${name}>`).test(text) ? (chunks: string) => chunks : 1,
        ]);
        translate.markup(key, Object.fromEntries(values));
      }
    }
    expect(broken).toEqual([]);
  });

  it('are all used, and every used one exists', () => {
    const uses = sources.flatMap(findMessageUses);
    expect([...english.keys()].filter((key) => !isUsed(key, uses))).toEqual([]);
    const exact = uses.filter((use) => !use.includes('*'));
    expect(exact.filter((use) => !english.has(use))).toEqual([]);
  });

  it('say nothing twice by leaving a text untranslated', () => {
    const same = [...english].filter(
      ([key, text]) => text === chinese.get(key) && /[a-z]{4,}/.test(text.replaceAll(/\{[^}]*\}/g, '')),
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});
