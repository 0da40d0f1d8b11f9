import { useMemo } from 'react';
import Markdown from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import { cn } from './cn';
import { rehypeDress } from './word-marks';

/** Paragraphs, lists and emphasis: no links, images, headings, tables, code or raw HTML, which are ways out of the page or marks of a model. */
const schema = { tagNames: ['p', 'strong', 'em', 'ul', 'ol', 'li', 'br'], attributes: {}, protocols: {} };

/**
 * Text that a model wrote, rendered by the one path that all such text takes. What is not allowed falls away and leaves its
 * words; nothing in it is ever loaded, followed or run.
 */
export function SafeMarkdown({
  text,
  wordsElsewhere,
  className,
}: {
  text: string;
  wordsElsewhere?: ReadonlySet<string> | undefined;
  className?: string;
}) {
  const plugins = useMemo(() => [[rehypeSanitize, schema], rehypeDress(wordsElsewhere)] as never[], [wordsElsewhere]);
  return (
    <div
      className={cn(
        'flex min-w-0 flex-col gap-[0.75em] break-words [&_li]:my-[0.25em] [&_ol]:list-decimal [&_ol]:pl-[1.5em] [&_sup]:mx-px [&_sup]:font-medium [&_sup]:text-[0.7em] [&_sup]:text-ink-3 [&_ul]:list-disc [&_ul]:pl-[1.25em]',
        className,
      )}
    >
      <Markdown skipHtml rehypePlugins={plugins}>
        {text}
      </Markdown>
    </div>
  );
}
