import { describe, expect, it } from 'vitest';
import type { JudgeItem } from '@/lib/contracts/study';
import { seededRandom } from '@/lib/foundation/random';
import { demonstrationChoice } from './demonstration-judge';

const careful = { threshold: 1, carelessness: 0 };
const grades = new Map([
  ['Answer', 3],
  ['Remedy', 2],
]);
const side = (text: string, ...titles: string[]): JudgeItem['left'] => ({
  text,
  sources: titles.map((title, i) => ({ number: i + 1, title, text: '' })),
});
const item = (left: JudgeItem['left'], right: JudgeItem['left']): JudgeItem => ({
  token: 'token',
  question: 'question',
  left,
  right,
});
const choose = (pair: JudgeItem, temperament = careful) =>
  demonstrationChoice(pair, grades, temperament, seededRandom(1));

describe('demonstrationChoice', () => {
  it('prefers the side that cites the better provisions, whichever side that is', () => {
    const better = side('It says so [1].', 'Answer');
    const worse = side('It says so [1].', 'Remedy');
    expect(choose(item(better, worse)).choice).toBe('left');
    expect(choose(item(worse, better)).choice).toBe('right');
  });

  it('does not count a provision that lies beside the answer uncited', () => {
    expect(choose(item(side('Nothing [2].', 'Answer', 'Other'), side('It [1].', 'Remedy'))).choice).toBe('right');
  });

  it('calls both bad when neither cites anything relevant', () => {
    expect(choose(item(side('a [1]', 'Other'), side('b [1]', 'Else')))).toEqual({ choice: 'tie', isBothBad: true });
  });

  it('cannot tell answers apart that differ by less than the threshold', () => {
    const pair = item(side('a [1]', 'Answer'), side('b [1]', 'Remedy'));
    expect(choose(pair, { threshold: 2, carelessness: 0 }).choice).toBe('tie');
  });

  it('chooses by whim as often as it is careless', () => {
    const pair = item(side('a [1]', 'Answer'), side('b [1]', 'Other'));
    const random = seededRandom(3);
    const choices = Array.from({ length: 300 }, () =>
      demonstrationChoice(pair, grades, { threshold: 1, carelessness: 0.3 }, random),
    );
    // Two of three whims differ from the careful choice: a fifth of all.
    const whims = choices.filter(({ choice }) => choice !== 'left').length / 300;
    expect(whims).toBeGreaterThan(0.13);
    expect(whims).toBeLessThan(0.27);
  });
});
