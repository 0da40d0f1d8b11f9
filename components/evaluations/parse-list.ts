/**
 * Numbers separated by commas or white space, in any script's comma.
 *
 * @returns undefined if a part is no number within the limits, or there is none
 */
export function parseNumbers(
  text: string,
  { min, max, isWhole }: { min: number; max: number; isWhole: boolean },
): number[] | undefined {
  const parts = splitWords(text).map(Number);
  const isRight = (value: number) => value >= min && value <= max && (!isWhole || Number.isInteger(value));
  return parts.length > 0 && parts.every(isRight) ? [...new Set(parts)] : undefined;
}

/** The words of a list that a person typed. */
export const splitWords = (text: string): string[] => text.split(/[\s,，、]+/u).filter((part) => part !== '');
