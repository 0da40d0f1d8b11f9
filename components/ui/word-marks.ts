import type { Element, ElementContent, Root, RootContent } from 'hast';

/** Words of a text with what stands between them; Chinese is cut by the browser's dictionary. */
function wordsOf(text: string): { text: string; isWord: boolean }[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  return [...segmenter.segment(text)].map(({ segment, isWordLike }) => ({
    text: segment,
    isWord: isWordLike === true,
  }));
}

const keyOf = (word: string) => word.toLowerCase();

/** The words of a text, to mark in another one what this one does not have. */
export const vocabularyOf = (text: string): ReadonlySet<string> =>
  new Set(wordsOf(text).flatMap(({ text: word, isWord }) => (isWord ? [keyOf(word)] : [])));

/** Marks the words that are not in a vocabulary; neighbours share one mark. */
function markWords(text: string, other: ReadonlySet<string>): ElementContent[] {
  const parts: { text: string; isMarked: boolean }[] = [];
  for (const { text: part, isWord } of wordsOf(text)) {
    const isMarked = isWord && !other.has(keyOf(part));
    const last = parts.at(-1);
    if (last && last.isMarked === isMarked) last.text += part;
    else parts.push({ text: part, isMarked });
  }
  return parts.map(({ text: value, isMarked }) =>
    isMarked ? element('mark', { type: 'text', value }) : { type: 'text', value },
  );
}

const element = (tagName: string, child: ElementContent, properties: Element['properties'] = {}): Element => ({
  type: 'element',
  tagName,
  properties,
  children: [child],
});

const citation = /(\[\d{1,3}\])/;

/** Sets citations like `[2]` small and alike, and marks words when a vocabulary is given. */
function dressText(text: string, other: ReadonlySet<string> | undefined): ElementContent[] {
  return text
    .split(citation)
    .filter(Boolean)
    .flatMap((part): ElementContent[] => {
      if (citation.test(part)) return [element('sup', { type: 'text', value: part })];
      return other ? markWords(part, other) : [{ type: 'text', value: part }];
    });
}

function dressChildren<Node extends RootContent | ElementContent>(
  children: Node[],
  other: ReadonlySet<string> | undefined,
): Node[] {
  return children.flatMap((child): Node[] => {
    if (child.type === 'text') return dressText(child.value, other) as Node[];
    if (child.type === 'element') child.children = dressChildren(child.children, other);
    return [child];
  });
}

/** A rehype plugin, to run after sanitising: it adds `sup` and `mark` of its own and nothing else. */
export const rehypeDress = (other: ReadonlySet<string> | undefined) => () => (tree: Root) => {
  tree.children = dressChildren(tree.children, other);
};
