import { type ReactNode, useId } from 'react';

/** A part of the report that is words: a heading and what it says. Never torn apart by a page break. */
export function ReportSection({ id: anchor, title, children }: { id?: string; title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section id={anchor} aria-labelledby={id} className="flex break-inside-avoid flex-col gap-2">
      <h2 id={id} className="font-semibold text-lg tracking-tight">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A part that was never measured says so in its place. */
export const NotYet = ({ children }: { children: ReactNode }) => (
  <p className="rounded-lg border border-dashed px-4 py-6 text-center text-ink-3">{children}</p>
);
