import type { Random } from '@/lib/foundation/random';
import type { PairSource } from '../recipe';
import { type Excerpt, type TokenSequence, wholeText } from '../text/token-sequence';

/** A text that should be found by another; both may be parts of documents. */
export type WeakPair = { query: Excerpt; document: Excerpt; documentIndex: number };

type WeakSource = Exclude<PairSource, 'labelled'>;

/** Passages that stand for questions have about the length of questions. */
const shortest = 8;
const longest = 36;
/** Share of the pairs in which the document keeps its title, so that a model learns to do with and without. */
const titleShare = 0.5;
/** Share in which the passage stays in the document, so that exact matches keep their worth (Lee et al., 2019). */
const keepShare = 0.1;

/**
 * Cuts a pair out of one document, without any label.
 *
 * @param index which document; the neighbour source also reads the one after it
 * @param group by document: pairs of neighbours must share it (the same law, the same title stem)
 * @returns undefined if the document is too short or has no title for this source
 */
export function weakPair(
  source: WeakSource,
  documents: readonly TokenSequence[],
  index: number,
  random: Random,
  group?: readonly string[],
): WeakPair | undefined {
  const sequence = documents[index];
  if (!sequence) return undefined;
  const { tokens, titleLength } = sequence;
  const pair = (query: Excerpt, document: Excerpt, documentIndex = index): WeakPair => ({
    query,
    document,
    documentIndex,
  });
  const body: [number, number] = [titleLength, tokens.length];
  if (source === 'title') {
    if (titleLength === 0 || tokens.length === titleLength) return undefined;
    return pair({ sequence, ranges: [[0, titleLength]] }, { sequence, ranges: [body] });
  }
  const passage = randomPassage(body, random);
  if (!passage) return undefined;
  const query: Excerpt = { sequence, ranges: [passage] };
  if (source === 'neighbour') {
    const next = documents[index + 1];
    const isRelated = next && (!group || group[index] === group[index + 1]);
    return isRelated ? pair(query, wholeText(next), index + 1) : undefined;
  }
  const title: [number, number][] = titleLength > 0 && random.next() < titleShare ? [[0, titleLength]] : [];
  if (source === 'crop') {
    const other = randomPassage(body, random, 2) ?? body;
    return pair(query, { sequence, ranges: [...title, other] });
  }
  if (random.next() < keepShare) return pair(query, { sequence, ranges: [...title, body] });
  const before: [number, number] = [body[0], passage[0]];
  const after: [number, number] = [passage[1], body[1]];
  const rest = [before, after].filter(([start, end]) => end > start);
  return pair(query, { sequence, ranges: [...title, ...rest] });
}

/** A random stretch that leaves at least half a passage outside it; undefined if there is no room. */
function randomPassage([start, end]: [number, number], random: Random, stretch = 1): [number, number] | undefined {
  const room = end - start - shortest / 2;
  if (room < shortest) return undefined;
  const length = Math.min(room, stretch * (shortest + random.int(longest - shortest)));
  const from = start + random.int(end - start - length + 1);
  return [from, from + length];
}
