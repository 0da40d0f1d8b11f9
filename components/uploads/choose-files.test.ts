import { expect, it } from 'vitest';
import { withoutTopFolder } from './choose-files';

const files = (...names: string[]) => names.map((name) => ({ name, file: new File([], 'x') }));
const names = (...given: string[]) => withoutTopFolder(files(...given)).map((file) => file.name);

it('takes the folder away that was chosen and keeps the paths inside it', () => {
  expect(names('stard/corpus.jsonl', 'stard/qrels/test.tsv')).toEqual(['corpus.jsonl', 'qrels/test.tsv']);
});

it('keeps paths as they are when there is no single folder around them', () => {
  expect(names('corpus.jsonl', 'qrels/test.tsv')).toEqual(['corpus.jsonl', 'qrels/test.tsv']);
  expect(names('one/a.jsonl', 'two/b.jsonl')).toEqual(['one/a.jsonl', 'two/b.jsonl']);
});

it('leaves out what the system hid in the folder', () => {
  expect(names('stard/.DS_Store', 'stard/corpus.jsonl', 'stard/.git/config')).toEqual(['corpus.jsonl']);
});
