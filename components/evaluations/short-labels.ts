import type { Evaluation } from '@/lib/contracts/evaluations';

type Named = { key: string; label: string };

/** Words that do not come from the data. */
export type LabelWords = { none: string; bm25: string; live: string };

/**
 * Names short enough for charts: the stage of a checkpoint where no two share one, else its name; what is no single
 * checkpoint keeps its label.
 *
 * @returns the label of a key of a row or column; the key itself if it is unknown
 */
export function shortLabels(
  checkpoints: Evaluation['inputs']['checkpoints'],
  named: readonly Named[],
  words: LabelWords,
): (key: string) => string {
  const own: Record<string, string> = { none: words.none, bm25: words.bm25 };
  return (key) => {
    if (own[key]) return own[key];
    const [id = key, ...mixed] = key.split('+');
    const checkpoint = checkpoints.find((candidate) => candidate.id === id);
    if (!checkpoint) return key === 'live' ? words.live : (named.find((item) => item.key === key)?.label ?? key);
    const sharing = checkpoints.filter(
      ({ component, stage }) => component === checkpoint.component && stage === checkpoint.stage,
    );
    const name = sharing.length === 1 ? checkpoint.stage : checkpoint.name;
    return mixed.length > 0 ? `${name} + BM25` : name;
  };
}
