/**
 * A value with four decimals as C's `%6.4f` prints it, which is how trec_eval prints: nearest, and a value exactly
 * between two goes to the even digit (0.03125 is 0.0312, where `toFixed` says 0.0313).
 *
 * @param value  finite and not negative
 */
export function formatFourDecimals(value: number): string {
  // Exactly between two four-decimal numbers lie only the odd multiples of 1/32; five decimals write those exactly.
  const thirtySeconds = value * 32;
  if (Number.isInteger(thirtySeconds) && thirtySeconds % 2 !== 0) {
    const truncated = value.toFixed(5).slice(0, -1);
    if (Number(truncated.at(-1)) % 2 === 0) return truncated;
  }
  return value.toFixed(4);
}
