'use client';
import { cn } from './cn';
import { CopyButton } from './copy-button';

/** Commands and JSON as they are, to be copied. */
export function CodeBlock({ code, label, className }: { code: string; label: string; className?: string }) {
  return (
    <figure className={cn('relative overflow-hidden rounded-md border bg-sunken', className)}>
      <figcaption className="flex h-9 items-center justify-between border-b pr-1.5 pl-3 text-ink-3 text-xs">
        {label}
        <CopyButton text={code} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="scrollbar-slim max-h-96 overflow-auto px-3 py-2.5 font-mono text-xs leading-5">
        <code>{code}</code>
      </pre>
    </figure>
  );
}
