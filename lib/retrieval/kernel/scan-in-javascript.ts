/**
 * The scan of `vector-kernel.ts` in plain JavaScript with the same order of additions and the same 32-bit rounding after
 * every operation: equal to the last bit, about forty times slower. It is the specification that the kernel is tested against.
 *
 * @param rows    consecutive rows of `width` floats
 * @param width   floats per row, a multiple of 4
 * @param query   `width` floats
 * @param scores  one entry per row, overwritten
 */
export function scanInJavaScript(rows: Float32Array, width: number, query: Float32Array, scores: Float32Array): void {
  const sums = new Float32Array(16);
  const blocksEnd = Math.floor(width / 16) * 16;
  for (let row = 0; row < scores.length; row++) {
    const start = row * width;
    sums.fill(0);
    for (let i = 0; i < width; i++) {
      // Four vectors of four lanes take turns; what is left after whole blocks of 16 goes to the first vector.
      const lane = i < blocksEnd ? i % 16 : i % 4;
      sums[lane] = (sums[lane] as number) + Math.fround((rows[start + i] as number) * (query[i] as number));
    }
    const add = (a: number, b: number) => Math.fround(a + b);
    const lanes = [0, 1, 2, 3].map((lane) => {
      const [a, b, c, d] = [0, 4, 8, 12].map((vector) => sums[vector + lane] as number) as [
        number,
        number,
        number,
        number,
      ];
      return add(add(a, b), add(c, d));
    }) as [number, number, number, number];
    scores[row] = add(add(lanes[0], lanes[1]), add(lanes[2], lanes[3]));
  }
}
