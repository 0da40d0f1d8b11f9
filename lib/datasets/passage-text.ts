/**
 * The one text that BM25, embedders and rerankers see of a document: title, newline, text; the text alone when there is
 * no title.
 */
export const passageText = ({ title, text }: { title: string; text: string }): string =>
  title === '' ? text : `${title}\n${text}`;
