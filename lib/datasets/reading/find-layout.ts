import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';
import { pathInside } from '@/lib/foundation/files';
import { chooseTask, type DatasetFile, readDatasetFile } from '../dataset-file';
import { checkSplitName } from './read-qrels';

/** A file of the import: how messages name it and where it lies. */
export type LayoutFile = { name: string; path: string };

/** The files of a dataset folder and what `dataset.json` says about them. */
export type DatasetLayout = {
  about: DatasetFile;
  corpus?: LayoutFile;
  /** the corpus that `dataset.json` names outside the import; never opened */
  foreignCorpus?: string;
  queries?: LayoutFile;
  splits: Record<string, LayoutFile>;
};

const corpusNames = /^corpus\.(?:jsonl|json|ndjson|tsv|csv)(?:\.gz)?$/i;
const queryNames = /^queries\.(?:jsonl|json|ndjson|tsv|csv)(?:\.gz)?$/i;
const qrelsEnding = /\.(?:tsv|csv|txt|qrels|qrel|trec|jsonl)(?:\.gz)?$/i;

/**
 * Finds the files of a dataset: those that `dataset.json` names, else by BEIR's names. A folder that holds nothing but
 * one other folder is entered.
 *
 * @throws {InvalidInput} if nothing recognisable is there, or a named file is missing or lies outside the folder
 */
export async function findLayout(folder: string, taskName?: string): Promise<DatasetLayout> {
  const root = await enterSingleFolder(folder);
  const entries = await visibleEntries(root);
  const about = entries.includes('dataset.json')
    ? chooseTask(await readDatasetFile(path.join(root, 'dataset.json')), taskName)
    : {};
  const layout: DatasetLayout = { about, splits: {} };
  if (about.corpus !== undefined && pathInside(root, about.corpus) === undefined) layout.foreignCorpus = about.corpus;
  else
    setFile(
      layout,
      'corpus',
      await fileFor(
        root,
        about.corpus,
        entries.find((name) => corpusNames.test(name)),
      ),
    );
  setFile(
    layout,
    'queries',
    await fileFor(
      root,
      about.queries,
      entries.find((name) => queryNames.test(name)),
    ),
  );
  layout.splits = await findSplits(root, entries, about);
  if (!layout.corpus && !layout.queries && Object.keys(layout.splits).length === 0) {
    throw new InvalidInput('There is no dataset here: neither corpus.jsonl nor queries.jsonl nor qrels/ was found.', {
      hint: 'A dataset has corpus.jsonl[.gz], queries.jsonl and qrels/<split>.tsv, or a dataset.json that names its files.',
    });
  }
  return layout;
}

function setFile(layout: DatasetLayout, key: 'corpus' | 'queries', file: LayoutFile | undefined): void {
  if (file) layout[key] = file;
}

async function visibleEntries(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error) => {
    throw new InvalidInput(
      'The dataset folder cannot be read.',
      { hint: 'Check the path and that it is a folder.' },
      { cause: error },
    );
  });
  return names.filter((name) => !name.startsWith('.') && name !== '__MACOSX').sort();
}

async function enterSingleFolder(folder: string): Promise<string> {
  let current = folder;
  for (let depth = 0; depth < 3; depth++) {
    const names = await visibleEntries(current);
    const only = names.length === 1 ? path.join(current, names[0] as string) : undefined;
    if (!only || !(await lstat(only)).isDirectory()) return current;
    if (names[0] === 'qrels') return current;
    current = only;
  }
  return current;
}

/** The named file, else the found one; symbolic links that leave the folder are refused like any other path outside. */
async function fileFor(
  root: string,
  named: string | undefined,
  found: string | undefined,
): Promise<LayoutFile | undefined> {
  const name = named ?? found;
  if (name === undefined) return undefined;
  const inside = pathInside(root, name);
  if (inside === undefined) throw outside(name);
  const real = await realpath(inside).catch((error) => {
    throw new InvalidInput(`dataset.json names ${name}, which is not there.`, {}, { cause: error });
  });
  if (pathInside(await realpath(root), path.relative(await realpath(root), real)) === undefined) throw outside(name);
  if (!(await lstat(real)).isFile()) throw new InvalidInput(`${name} is not a file.`);
  return { name: path.relative(root, inside), path: real };
}

const outside = (name: string) =>
  new InvalidInput(`${name} lies outside the folder of the dataset. An import never leaves its folder.`);

async function findSplits(root: string, entries: string[], about: DatasetFile): Promise<Record<string, LayoutFile>> {
  const named = typeof about.qrels === 'string' ? { [splitName(about.qrels)]: about.qrels } : about.qrels;
  const paths = named ?? (await discoverSplits(root, entries));
  const wanted =
    about.splits === undefined ? undefined : Array.isArray(about.splits) ? about.splits : Object.keys(about.splits);
  const splits: [string, LayoutFile][] = [];
  for (const [name, file] of Object.entries(paths)) {
    if (wanted && !wanted.includes(name)) continue;
    const found = await fileFor(root, file, undefined);
    if (found) splits.push([checkSplitName(name), found]);
  }
  return Object.fromEntries(splits);
}

/** `qrels/test.tsv` is the split test; a single `qrels.tsv` is the split test too, as most published sets mean it. */
function splitName(file: string): string {
  const base = path.posix.basename(file).replace(/\.gz$/i, '').replace(qrelsEnding, '');
  return /^qrels?$/i.test(base) ? 'test' : base.replace(/^qrels?[._-]/i, '');
}

async function discoverSplits(root: string, entries: string[]): Promise<Record<string, string>> {
  const folder = entries.find((name) => /^qrels$/i.test(name));
  const inFolder = folder ? (await visibleEntries(path.join(root, folder))).map((name) => `${folder}/${name}`) : [];
  const beside = entries.filter((name) => /^qrels?[._-]/i.test(name));
  const files = (inFolder.length > 0 ? inFolder : beside).filter((name) => qrelsEnding.test(name));
  return Object.fromEntries(files.map((name) => [splitName(name), name]));
}
