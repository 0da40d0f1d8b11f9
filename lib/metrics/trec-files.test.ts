import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MixstageError } from '@/lib/foundation/errors';
import { parseQrels } from './parse-qrels';
import { parseRun } from './parse-run';
import { rankDocuments } from './trec-order';
import { writeQrels } from './write-qrels';
import { writeRun } from './write-run';

function issuesOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof MixstageError)
      return error.details.issues?.map((i) => `${i.path} ${i.message}`) ?? [error.message];
    throw error;
  }
  return [];
}

describe('parseRun', () => {
  it('names file, line and reason of every broken line', () => {
    const text = 'q1 Q0 a 1 0.5 x\nq1 Q0 b 2\nq1 Q0 c 3 high x\nq1 Q0 d 4 NaN x\nq1 Q0 e 5 0x1 x\nq1 Q0 a 6 0.1 x\n';
    expect(issuesOf(() => parseRun(text, 'my.run'))).toEqual([
      'my.run:2 expected query, Q0, document, rank, score, tag; found 4 column(s)',
      'my.run:3 the score "high" is not a number',
      'my.run:4 the score "NaN" is not a number',
      'my.run:5 the score "0x1" is not a number',
      'my.run:6 document "a" occurs twice for query "q1"',
    ]);
  });

  it('lists a bounded number of problems of a wholly wrong file and counts the rest', () => {
    const text = 'one two\n'.repeat(5000);
    expect(issuesOf(() => parseRun(text, 'f')).length).toBe(20);
    expect(() => parseRun(text, 'f')).toThrow(/4999 more problems/);
  });

  it('refuses a file without lines', () => {
    for (const text of ['', '\n\n', '# only a comment\n']) expect(() => parseRun(text, 'f')).toThrow(/no line/);
  });

  it('reads CSV by its header, a byte order mark, CRLF, quotes and queries that are not contiguous', () => {
    const run = parseRun(
      '\uFEFFquery_id,rank,document_id,score\r\nq1,1,"a,""1""",2\r\nq2,1,b,1\r\nq1,2,c,1e-3\r\n',
      'f.csv',
    );
    expect(run.queries.get('q1')).toEqual([
      { id: 'a,"1"', score: 2 },
      { id: 'c', score: 0.001 },
    ]);
  });

  it('keeps commas in the document ids of a TREC file', () => {
    expect(parseRun('q Q0 a,b,c 1 1 t', 'f').queries.get('q')?.[0]?.id).toBe('a,b,c');
  });

  const word = fc.stringMatching(/^[\p{L}\p{N},.:_-]{1,8}$/u);
  it('reads back what writeRun wrote in the same order', () => {
    const documents = fc.uniqueArray(fc.tuple(word, fc.double({ noNaN: true, noDefaultInfinity: true })), {
      selector: ([id]) => id,
      minLength: 1,
    });
    fc.assert(
      fc.property(word, documents, (queryId, list) => {
        const queries = new Map([[queryId, list.map(([id, score]) => ({ id, score }))]]);
        const back = parseRun(writeRun({ tag: 't', queries }), 'f');
        expect(rankDocuments(back.queries.get(queryId) ?? [])).toEqual(rankDocuments(queries.get(queryId) ?? []));
      }),
    );
  });

  it('refuses to write ids that the format cannot express', () => {
    expect(() => writeRun({ tag: 't', queries: new Map([['a b', []]]) })).toThrow(/white space/);
  });
});

describe('parseQrels', () => {
  it('keeps negative grades, refuses fractional and unreadable ones and repeated judgments', () => {
    expect(parseQrels('q 0 a -1\nq 0 b 0\n', 'f').get('q')).toEqual(
      new Map([
        ['a', -1],
        ['b', 0],
      ]),
    );
    expect(issuesOf(() => parseQrels('q 0 a 0.5\nq 0 b x\nq 0 c 1\nq 0 c 2\nq 0 d\n', 'my.qrels'))).toEqual([
      'my.qrels:1 the grade "0.5" is not a whole number; scale all grades to whole numbers',
      'my.qrels:2 the grade "x" is not a number',
      'my.qrels:4 document "c" is judged twice for query "q"',
      'my.qrels:5 expected query, iteration, document, grade; found 3 column(s)',
    ]);
  });

  it('reads BEIR and CSV files by their headers', () => {
    const expected = new Map([['q 1', new Map([['d', 2]])]]);
    expect(parseQrels('query-id\tcorpus-id\tscore\nq 1\td\t2\n', 'test.tsv')).toEqual(expected);
    expect(parseQrels('query,docid,rating\nq 1,d,2\n', 'ratings.csv')).toEqual(expected);
  });

  it('reads back what writeQrels wrote', () => {
    const qrels = new Map([
      [
        'q2',
        new Map([
          ['b', 1],
          ['a', 0],
        ]),
      ],
      ['q1', new Map([['x', -1]])],
    ]);
    expect(writeQrels(qrels)).toBe('q1 0 x -1\nq2 0 a 0\nq2 0 b 1\n');
    expect(parseQrels(writeQrels(qrels), 'f')).toEqual(qrels);
  });
});
