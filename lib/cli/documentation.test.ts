import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandList } from './command-list';
import { findCommandName, parseCommandLine } from './parse-command-line';

const projectDir = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(projectDir, file), 'utf8');

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...['lib/docs', 'lib/docs/guides', 'lib/docs/decisions'].flatMap((folder) =>
    readdirSync(path.join(projectDir, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

/** The words of a command line as a shell would cut them, as far as double quotes go. */
const shellWords = (line: string): string[] =>
  [...line.matchAll(/(?:"([^"]*)"|(\S+))/g)].map((match) => match[1] ?? match[2] ?? '');

/** Every `npm run mixstage -- ...` of a page, in code blocks and in the text. */
function documentedCommands(page: string): string[] {
  const text = read(page);
  const blocks = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].flatMap((match) => (match[1] ?? '').split('\n'));
  const inline = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...inline].flatMap((line) => {
    const command = /^(?:[A-Z_]+=\S+ )*npm run mixstage -- (.+)$/.exec(line.trim())?.[1];
    return command ? [command] : [];
  });
}

async function problemOf(line: string): Promise<string | undefined> {
  const words = shellWords(line);
  if (words[0] === '--help') return undefined;
  const name = findCommandName(words, Object.keys(commandList));
  if (name === undefined) return `${line}: there is no such command`;
  const loaded = await commandList[name]?.();
  try {
    if (loaded) parseCommandLine(loaded.command, words.slice(name.split(' ').length));
  } catch (error) {
    return `${line}: ${error instanceof Error ? error.message : error}`;
  }
}

const pictures = 'public/screenshots/';

/** The links of a page that lead to no file. */
function missingLinks(page: string, isWanted: (link: string) => boolean): string[] {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1] ?? '');
  return links.filter(isWanted).filter((link) => !existsSync(path.join(projectDir, path.dirname(page), link)));
}

/** The variables of the schema in foundation/env, which is the only reader of the environment. */
const variables = [...read('lib/foundation/env.ts').matchAll(/^ {2}([A-Z][A-Z_]+): z?/gm)].map(
  (match) => match[1] ?? '',
);

describe('the documentation', () => {
  it.each(pages)('shows only commands and options that exist: %s', async (page) => {
    const problems = await Promise.all(documentedCommands(page).map(problemOf));
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });

  it.each(pages)('links only to files that exist: %s', (page) => {
    expect(missingLinks(page, (link) => !link.startsWith(pictures))).toEqual([]);
  });

  it.skipIf(!existsSync(path.join(projectDir, pictures)))(
    'shows only pictures that exist (skipped until e2e/screenshots.ts has made the first)',
    () => {
      expect(missingLinks('README.md', (link) => link.startsWith(pictures))).toEqual([]);
    },
  );

  it('lists every variable that an operator may set, and no other', () => {
    const table = /## Configuration([\s\S]*?)\n## /.exec(read('README.md'))?.[1] ?? '';
    const listed = [...table.matchAll(/^\|([^|]+)\|/gm)].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map((name) => name[1] ?? ''),
    );
    // NODE_ENV is set by the launcher, fail points exist for the tests.
    const wanted = variables.filter((name) => name !== 'NODE_ENV' && name !== 'MIXSTAGE_FAIL_POINT');
    expect(wanted.length).toBeGreaterThan(10);
    expect(listed.toSorted()).toEqual(wanted.toSorted());
  });

  it.each(pages)('names only variables that exist: %s', (page) => {
    const own = ['MIXSTAGE_KEY', 'MIXSTAGE_OPERATOR_KEY'];
    const named = [...read(page).matchAll(/\bMIXSTAGE_[A-Z_]*[A-Z]\b/g)].map((match) => match[0]);
    expect(named.filter((name) => !variables.includes(name) && !own.includes(name))).toEqual([]);
  });
});
