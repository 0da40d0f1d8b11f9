export type Reference = { label: string; source: string; budget: number; recall: number };

/**
 * Published figures, one a line: `label; K; recall; source`. Recall is a share, or a percentage with its sign.
 *
 * @returns undefined if a line cannot be read
 */
export function parseReferences(text: string): Reference[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const references = lines.flatMap((line) => {
    const [label = '', k = '', value = '', source = ''] = line.split(/[;；]/u).map((part) => part.trim());
    const isPercent = value.endsWith('%');
    const recall = isPercent ? Number(value.slice(0, -1)) / 100 : Number(value || Number.NaN);
    const budget = Number(k);
    const isRight =
      label !== '' && Number.isInteger(budget) && budget >= 1 && budget <= 1000 && recall >= 0 && recall <= 1;
    return isRight ? [{ label, source, budget, recall }] : [];
  });
  return references.length === lines.length ? references : undefined;
}
