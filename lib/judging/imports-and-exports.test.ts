import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { readImportedAnswers } from './read-imported-answers';
import { readImportedJudgments } from './read-imported-judgments';
import { readTable } from './read-table';
import { isIdenticalRetrieval } from './retrieval-identity';
import { safeCsv } from './safe-csv';
import { apportion, sampleQueries } from './sample-queries';
import { planSlots } from './slot-plan';

describe('importing answers', () => {
  it('reports unknown queries, duplicates, gaps and unreadable lines, and takes the rest', () => {
    const content = [
      '{"query_id":"q1","answer":"one"}',
      '{"query_id":"q1","answer":"again"}',
      '{"query_id":"nope","answer":"x"}',
      '{"query_id":"q2","answer":"  "}',
      'not json',
      '{"query_id":3,"answer":"three","document_ids":["d1","d2"]}',
      '{"answer":"lost"}',
    ].join('\n');
    const { answers, report } = readImportedAnswers(content, ['q1', 'q2', '3', 'q4']);
    expect(answers).toEqual([
      { queryId: 'q1', text: 'one', documentIds: undefined },
      { queryId: '3', text: 'three', documentIds: ['d1', 'd2'] },
    ]);
    expect(report).toEqual({
      rows: 6,
      accepted: 2,
      unknownQueries: { count: 1, examples: ['nope'] },
      duplicates: { count: 1, examples: ['q1'] },
      missing: { count: 2, examples: ['q2', 'q4'] },
      problems: [
        { line: 4, message: 'has an empty answer' },
        { line: 5, message: 'is not a JSON object' },
        { line: 7, message: 'has no query_id' },
      ],
    });
  });

  it('reads the same answers from CSV with quotes, line breaks and a byte order mark', () => {
    const content = '\uFEFFquery_id,answer\r\nq1,"two ""words"",\nand a line"\r\nq2,plain\r\n';
    expect(readImportedAnswers(content, ['q1', 'q2']).answers.map((answer) => answer.text)).toEqual([
      'two "words",\nand a line',
      'plain',
    ]);
  });

  it('names lines of CSV that do not fit their header', () => {
    expect(readTable('a,b\n1,2\n3\n"4,5').problems).toEqual([
      { line: 3, message: 'has 1 cells where the header has 2' },
      { line: 4, message: 'opens a quote that never closes' },
    ]);
  });

  const answersFile = sharedPath('data', 'lecoqa-answers', 'answers', 'gpt__RAG.jsonl');
  describe.skipIf(!hasShared('data', 'lecoqa-answers'))(`real answers (${needsShared})`, () => {
    it('takes all 278 answers of a real system', () => {
      const content = readFileSync(answersFile, 'utf8');
      const ids = readTable(content).rows.map((row) => String(row.fields.query_id));
      const { report } = readImportedAnswers(content, ids);
      expect(report).toMatchObject({ rows: 278, accepted: 278, problems: [] });
    });
  });
});

describe('importing judgments', () => {
  it('understands several words for an outcome, keeps one judgment a judge and query, and reports the rest', () => {
    const { judgments, report } = readImportedJudgments(
      'query_id,judge,outcome,stratum\nq1,ann,challenger,x\nq1,ann,champion,x\nq1,bob,tie,\nq2,ann,identical,\nq3,ann,whatever,\n',
    );
    expect(judgments.map((j) => [j.queryId, j.judge, j.outcome])).toEqual([
      ['q1', 'ann', 'arm_b'],
      ['q1', 'bob', 'judged_equal'],
      ['q2', 'ann', 'identical_retrieval'],
    ]);
    expect(report).toMatchObject({
      rows: 5,
      accepted: 3,
      duplicates: 1,
      problems: [{ line: 6, message: 'has no outcome that is known' }],
    });
  });
});

describe('exporting CSV', () => {
  it.each(['=1+1', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\0=1'])('defuses %j', (cell) => {
    const line = safeCsv(['a'], [[cell]])
      .split('\r\n')
      .slice(1)
      .join('\r\n');
    expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
  });

  it('keeps our own numbers, also negative ones, and writes nothing for what is missing', () => {
    expect(safeCsv(['a', 'b', 'c', 'd'], [[-1.5, true, null, undefined]])).toBe('\uFEFFa,b,c,d\r\n-1.5,true,,\r\n');
  });

  it('can be read back whatever people wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30, unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), (cells) => {
        fc.pre(cells.every((cell) => !/[\0\t]/.test(cell)) && !cells.join('').includes('\t'));
        const table = readTable(
          safeCsv(
            cells.map((_, i) => `c${i}`),
            [['x', ...cells.slice(1)]],
          ),
        );
        expect(table.problems).toEqual([]);
        for (const [i, cell] of cells.entries()) {
          if (i === 0) continue;
          const read = String(table.rows[0]?.fields[`c${i}`]);
          expect([cell, `'${cell}`]).toContain(read);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('identical retrieval', () => {
  it.each([
    [['a', 'b'], ['a', 'b'], 2, 'ordered', true],
    [['a', 'b'], ['b', 'a'], 2, 'ordered', false],
    [['a', 'b'], ['b', 'a'], 2, 'set', true],
    [['a', 'b', 'c'], ['a', 'b', 'd'], 2, 'ordered', true],
    [['a'], ['a', 'b'], 2, 'ordered', false],
    [['a', 'a'], ['a', 'b'], 2, 'set', false],
    [[], [], 2, 'ordered', false],
  ] as const)('%j and %j at depth %i, %s: %s', (a, b, depth, rule, expected) => {
    expect(isIdenticalRetrieval(a, b, depth, rule)).toBe(expected);
    expect(isIdenticalRetrieval(b, a, depth, rule)).toBe(expected);
  });
});

describe('the sample', () => {
  const queries = Array.from({ length: 100 }, (_, i) => ({
    queryId: `q${i}`,
    text: 't',
    stratum: i < 70 ? 'big' : i < 95 ? 'mid' : 'small',
  }));

  it('depends on queries and seed, not on the order in which they were read', () => {
    const sampling = { kind: 'random', size: 20, seed: 4 } as const;
    expect(sampleQueries([...queries].reverse(), sampling)).toEqual(sampleQueries(queries, sampling));
    expect(sampleQueries(queries, { ...sampling, seed: 5 })).not.toEqual(sampleQueries(queries, sampling));
  });

  it('takes strata in proportion, each at least once', () => {
    const sample = sampleQueries(queries, { kind: 'stratified', size: 10, seed: 1 });
    const count = (stratum: string) => sample.filter((query) => query.stratum === stratum).length;
    expect([count('big'), count('mid'), count('small')]).toEqual([7, 2, 1]);
  });

  it('shares seats without losing or inventing one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
        fc.nat(1000),
        (sizes, raw) => {
          const total = sizes.reduce((sum, size) => sum + size, 0);
          const seats = raw % (total + 1);
          const shares = apportion(sizes, seats);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(seats);
          for (const [i, share] of shares.entries()) {
            expect(share).toBeGreaterThanOrEqual(seats >= sizes.length ? 1 : 0);
            expect(share).toBeLessThanOrEqual(sizes[i] as number);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses what cannot be drawn', () => {
    expect(() => sampleQueries(queries, { kind: 'random', size: 101, seed: 1 })).toThrow('only 100 exist');
    expect(() => sampleQueries(queries, { kind: 'chosen', queryIds: ['q1', 'zz'], seed: 1 })).toThrow(
      '1 of the chosen',
    );
  });
});

describe('the slots', () => {
  const items = Array.from({ length: 30 }, (_, i) => ({
    id: `i${String(i).padStart(2, '0')}`,
    stratum: i % 3 === 0 ? 'a' : 'b',
  }));

  it('give the wanted number of judgments to the wanted share of items', () => {
    const slots = planSlots(items, { judgmentsPerQuery: 3, overlapShare: 0.2 }, 'nonce', 1);
    const counts = items.map((item) => slots.filter((slot) => slot.itemId === item.id).length);
    expect(counts.filter((count) => count === 3)).toHaveLength(6);
    expect(counts.filter((count) => count === 1)).toHaveLength(24);
  });

  it('take the strata in turn, in an order that only the nonce decides', () => {
    const order = (nonce: string, seed: number) =>
      planSlots(items, { judgmentsPerQuery: 1, overlapShare: 1 }, nonce, seed)
        .sort((a, b) => a.rank - b.rank)
        .map((slot) => slot.itemId);
    expect(order('one', 1)).toEqual(order('one', 2));
    expect(order('one', 1)).not.toEqual(order('two', 1));
    const strataOf = order('one', 1).map((id) => items.find((item) => item.id === id)?.stratum);
    for (let turn = 0; turn < 10; turn++) expect(new Set(strataOf.slice(2 * turn, 2 * turn + 2)).size).toBe(2);
  });
});
