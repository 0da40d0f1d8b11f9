import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridEffects } from './grid-effects';

describe('gridEffects', () => {
  it('finds no interaction in an additive table and names its best cell', () => {
    const table = [0.1, 0.3].map((row) => [0.2, 0.4, 0.25].map((column) => [row + column, row + column + 0.1]));
    const effects = gridEffects(table);
    expect(effects.rows.map((effect) => effect.value)).toEqual([expect.closeTo(-0.1, 12), expect.closeTo(0.1, 12)]);
    for (const cell of effects.interaction.flat()) expect(cell.value).toBeCloseTo(0, 12);
    expect(effects.shares?.interaction).toBeCloseTo(0, 12);
    expect(effects.best).toEqual({ row: 1, column: 1 });
    expect(effects.additiveBest).toEqual(effects.best);
  });

  it('shows where stage-wise choice misses the best mix', () => {
    // Row 2 is best on average and column 1 too, but the best cell belongs to row 0.
    const table = [
      [[0.2], [0.9]],
      [[0.8], [0.5]],
      [[0.75], [0.6]],
    ];
    const effects = gridEffects(table);
    expect(effects.best).toEqual({ row: 0, column: 1 });
    expect(effects.additiveBest.row).toBe(2);
    expect(effects.rows[0]?.interval).toBeUndefined();
  });

  it('adds up to every cell and gives shares that sum to 1', () => {
    const score = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
    const tableOf = (rows: number, columns: number, queries: number) =>
      fc.array(
        fc.array(fc.array(score, { minLength: queries, maxLength: queries }), {
          minLength: columns,
          maxLength: columns,
        }),
        { minLength: rows, maxLength: rows },
      );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((n) => tableOf(n, 3, 5)),
        (table) => {
          const effects = gridEffects(table);
          for (const [r, row] of table.entries()) {
            for (const [c, cell] of row.entries()) {
              const mean = cell.reduce((sum, x) => sum + x, 0) / cell.length;
              const sum =
                effects.grandMean +
                (effects.rows[r]?.value as number) +
                (effects.columns[c]?.value as number) +
                (effects.interaction[r]?.[c]?.value as number);
              expect(sum).toBeCloseTo(mean, 10);
            }
          }
          const { rows = 0, columns = 0, interaction = 1 } = effects.shares ?? {};
          expect(rows + columns + interaction).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('has no shares when all cells are equal and refuses ragged tables', () => {
    expect(gridEffects([[[0.5, 0.5]], [[0.5, 0.5]]]).shares).toBeUndefined();
    expect(() => gridEffects([])).toThrow(/a cell/);
    expect(() => gridEffects([[[1], [1]], [[1]]])).toThrow(/same queries/);
  });
});
