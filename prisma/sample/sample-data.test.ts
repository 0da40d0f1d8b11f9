import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseTask, readDatasetFile } from '@/lib/datasets/dataset-file';

const folder = path.join(import.meta.dirname, 'data');
const splitNames = ['train', 'dev', 'test'] as const;
const applications = ['statute-search', 'assistant', 'clause-check'] as const;

type Provision = { _id: string; title: string; text: string; metadata: { act: string; section: string } };
type Question = { _id: string; text: string; metadata: { application: string; topic: string } };
type Label = { question: string; provision: string; grade: number };

const lines = (file: string): string[] => readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n');
const records = <T>(file: string): T[] => lines(file).map((line) => JSON.parse(line) as T);

function readLabels(file: string): Label[] {
  const [header, ...rows] = lines(file);
  expect(header).toBe('query-id\tcorpus-id\tscore');
  return rows.map((row) => {
    const [question = '', provision = '', grade] = row.split('\t');
    return { question, provision, grade: Number(grade) };
  });
}

const provisions = records<Provision>('corpus.jsonl');
const questions = records<Question>('queries.jsonl');
const labels = {
  train: readLabels('qrels/train.tsv'),
  dev: readLabels('qrels/dev.tsv'),
  test: readLabels('qrels/test.tsv'),
};
const allLabels = splitNames.flatMap((split) => labels[split]);
const asked = (split: (typeof splitNames)[number]) => new Set(labels[split].map((label) => label.question));

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]/gu, ' ')
    .split(/\s+/)
    .filter(Boolean);
const spacedLength = (text: string): number => text.split(/\s+/).length;
const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.filter(holds).length / items.length;

function tally(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

describe('the provisions', () => {
  it('are at least 600 in at least 12 acts, each act of a size worth searching', () => {
    expect(provisions.length).toBeGreaterThanOrEqual(600);
    const acts = tally(provisions.map((provision) => provision.metadata.act));
    expect(acts.size).toBeGreaterThanOrEqual(12);
    for (const [act, count] of acts) expect(count, act).toBeGreaterThanOrEqual(15);
  });

  it('have ids and titles that name act and section, each used once', () => {
    expect(new Set(provisions.map((provision) => provision._id)).size).toBe(provisions.length);
    const prefixes = new Map<string, string>();
    for (const { _id, title, metadata } of provisions) {
      const prefix = _id.replace(/-\d+$/, '');
      expect(prefixes.get(metadata.act) ?? prefix, _id).toBe(prefix);
      prefixes.set(metadata.act, prefix);
      expect(_id).toBe(`${prefix}-${metadata.section.padStart(3, '0')}`);
      expect(title.startsWith(`${metadata.act}, section ${metadata.section}: `), title).toBe(true);
    }
    expect(new Set(prefixes.values()).size).toBe(prefixes.size);
  });

  it('are 15 to 180 words long, mostly 40 to 90, with short and long ones among them', () => {
    const lengths = provisions.map((provision) => spacedLength(provision.text));
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(15);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(180);
    expect(share(lengths, (length) => length >= 40 && length <= 90)).toBeGreaterThan(0.7);
    expect(share(lengths, (length) => length < 35)).toBeGreaterThan(0.03);
    expect(share(lengths, (length) => length > 100)).toBeGreaterThan(0.02);
  });

  it('refer only to sections that exist', () => {
    const known = new Set(provisions.map(({ metadata }) => `${metadata.act} ${metadata.section}`));
    const acts = new Set(provisions.map(({ metadata }) => metadata.act));
    const reference = /sections? ((?:\d+(?:\(\d+\))?(?:, | and | or | to )?)+)(?: of (?:the )?([A-Z][\w' ,]*? Act))?/g;
    let references = 0;
    for (const { _id, text, metadata } of provisions) {
      for (const [, numbers = '', act = metadata.act] of text.matchAll(reference)) {
        expect(acts.has(act), `${_id} refers to ${act}`).toBe(true);
        for (const [section] of numbers.replace(/\(\d+\)/g, '').matchAll(/\d+/g)) {
          expect(known.has(`${act} ${section}`), `${_id} refers to section ${section} of the ${act}`).toBe(true);
          references++;
        }
      }
    }
    expect(references).toBeGreaterThan(100);
  });
});

describe('the questions', () => {
  it('have ids used once, a known application and a topic', () => {
    expect(new Set(questions.map((question) => question._id)).size).toBe(questions.length);
    for (const { _id, metadata } of questions) {
      expect(_id).toMatch(/^q\d{4}$/);
      expect(applications).toContain(metadata.application);
      expect(metadata.topic).toMatch(/^[a-z-]+$/);
    }
  });

  it('show no template: no two texts alike, and no six first words more than three times', () => {
    const texts = [...provisions, ...questions].map(({ text }) => words(text).join(' '));
    expect([...tally(texts)].filter(([, count]) => count > 1)).toEqual([]);
    const starts = questions.map(({ text }) => words(text).slice(0, 6).join(' '));
    expect([...tally(starts)].filter(([, count]) => count > 3)).toEqual([]);
    const sequences = questions.flatMap(({ text }) => {
      const spoken = words(text);
      return [...new Set(spoken.slice(5).map((_, start) => spoken.slice(start, start + 6).join(' ')))];
    });
    expect([...tally(sequences)].filter(([, count]) => count > 3)).toEqual([]);
  });

  it('do not copy the words of the provisions that are relevant to them', () => {
    const textOf = new Map(provisions.map(({ _id, text }) => [_id, ` ${words(text).join(' ')} `]));
    const spokenOf = new Map(questions.map(({ _id, text }) => [_id, words(text)]));
    const copies = allLabels.filter(({ question, provision }) => {
      const spoken = spokenOf.get(question) ?? [];
      return spoken.slice(5).some((_, start) => {
        const sequence = ` ${spoken.slice(start, start + 6).join(' ')} `;
        return textOf.get(provision)?.includes(sequence);
      });
    });
    expect(copies).toEqual([]);
  });

  it('are of every length, from a few words in a search box to a long story', () => {
    const lengths = questions.map((question) => spacedLength(question.text));
    expect(share(lengths, (length) => length <= 8)).toBeGreaterThan(0.2);
    expect(share(lengths, (length) => length >= 20)).toBeGreaterThan(0.4);
    expect(share(lengths, (length) => length >= 35)).toBeGreaterThan(0.03);
    expect(Math.max(...lengths)).toBeGreaterThan(80);
  });

  it('quote something when they ask about a clause', () => {
    const clauseChecks = questions.filter(({ metadata }) => metadata.application === 'clause-check');
    expect(share(clauseChecks, ({ text }) => /["'].{8,}["']/.test(text))).toBeGreaterThan(0.95);
  });
});

describe('the labels', () => {
  it('cover at least 510, 80 and 150 questions, and every question is in exactly one split', () => {
    expect(asked('train').size).toBeGreaterThanOrEqual(510);
    expect(asked('dev').size).toBeGreaterThanOrEqual(80);
    expect(asked('test').size).toBeGreaterThanOrEqual(150);
    const everywhere = splitNames.flatMap((split) => [...asked(split)]);
    expect(everywhere.length).toBe(questions.length);
    expect(new Set(everywhere)).toEqual(new Set(questions.map((question) => question._id)));
  });

  it('name existing provisions once per question, with grades 1 to 3, and at least one that is relevant', () => {
    const known = new Set(provisions.map((provision) => provision._id));
    for (const { question, provision, grade } of allLabels) {
      expect(known.has(provision), `${question} names ${provision}`).toBe(true);
      expect([1, 2, 3]).toContain(grade);
    }
    expect(new Set(allLabels.map(({ question, provision }) => `${question} ${provision}`)).size).toBe(allLabels.length);
    const relevant = tally(allLabels.filter(({ grade }) => grade >= 2).map(({ question }) => question));
    expect(relevant.size).toBe(questions.length);
    expect(share([...relevant.values()], (count) => count >= 2)).toBeGreaterThan(0.25);
  });

  it('spread topics and applications evenly over the splits', () => {
    for (const facet of ['topic', 'application'] as const) {
      const facetOf = new Map(questions.map(({ _id, metadata }) => [_id, metadata[facet]]));
      const overall = tally(facetOf.values());
      for (const split of splitNames) {
        const ids = [...asked(split)];
        for (const [value, count] of overall) {
          const ratio = share(ids, (id) => facetOf.get(id) === value) / (count / questions.length);
          expect(ratio, `${value} in ${split}`).toBeGreaterThan(0.7);
          expect(ratio, `${value} in ${split}`).toBeLessThan(1.5);
        }
      }
    }
  });

  it('leave about two thirds of the test questions without a relevant provision that training has seen', () => {
    const trained = new Set(labels.train.map(({ provision }) => provision));
    const met = new Set(
      labels.test
        .filter(({ provision, grade }) => grade >= 2 && trained.has(provision))
        .map(({ question }) => question),
    );
    const seenShare = share([...asked('test')], (question) => met.has(question));
    expect(seenShare).toBeGreaterThan(0.28);
    expect(seenShare).toBeLessThan(0.4);
  });
});

describe('dataset.json', () => {
  it('is accepted by the importer and describes the three applications as tasks', async () => {
    const dataset = await readDatasetFile(path.join(folder, 'dataset.json'));
    expect(dataset).toMatchObject({ language: 'en', max_grade: 3, relevant_from: 2, splits: [...splitNames] });
    expect(dataset.tasks?.map(({ name }) => name)).toEqual(['Statute search', 'Assistant', 'Clause check']);
    for (const task of dataset.tasks ?? []) {
      expect(chooseTask(dataset, task.name).corpus).toBe('corpus.jsonl');
      expect(task.instruction).toMatch(/^Given .+\.$/);
    }
  });

  it.each(applications)('names for %s files that hold its questions and labels and no others', async (application) => {
    const raw = JSON.parse(readFileSync(path.join(folder, 'dataset.json'), 'utf8')) as {
      tasks: { id: string; queries: string; qrels: Record<string, string> }[];
    };
    const task = raw.tasks.find(({ id }) => id === application);
    expect(task).toBeDefined();
    if (!task) return;
    const own = questions.filter(({ metadata }) => metadata.application === application);
    expect(records<Question>(task.queries)).toEqual(own);
    const ownIds = new Set(own.map(({ _id }) => _id));
    for (const split of splitNames) {
      const expected = labels[split].filter(({ question }) => ownIds.has(question));
      expect(readLabels(task.qrels[split] ?? '')).toEqual(expected);
    }
  });
});

describe('README.md', () => {
  it('states the counts that the files have', () => {
    const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
    const counted = (count: number) => count.toLocaleString('en');
    expect(readme).toContain(`${counted(provisions.length)} provisions of`);
    expect(readme).toContain(`${counted(questions.length)} questions;`);
    const splits = splitNames.map((split) => counted(asked(split).size)).join(' / ');
    expect(readme).toContain(`${splits} questions, ${counted(allLabels.length)} labels`);
    for (const application of applications) {
      const own = questions.filter(({ metadata }) => metadata.application === application);
      const divided = splitNames.map((split) => own.filter(({ _id }) => asked(split).has(_id)).length).join(' / ');
      expect(readme).toContain(`| \`${application}\` | ${counted(own.length)} | ${divided} |`);
    }
    for (const grade of [1, 2, 3]) {
      const count = counted(allLabels.filter((label) => label.grade === grade).length);
      expect(readme).toMatch(new RegExp(`^\\| ${grade} \\| .* \\| ${count} \\|$`, 'm'));
    }
  });
});
