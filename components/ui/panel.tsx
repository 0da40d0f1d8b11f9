import { type ReactNode, useId } from 'react';
import { cn } from './cn';

/** A part of a page with a title, held together by a border. */
export function Panel(props: {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** For tables and lists that touch the border. */
  isFlush?: boolean;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={props.title ? id : undefined}
      className={cn('min-w-0 rounded-lg border bg-surface', props.isFlush && 'overflow-hidden', props.className)}
    >
      {(props.title || props.actions) && (
        <header
          className={cn(
            'flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3',
            props.isFlush && 'border-b',
          )}
        >
          <div className="min-w-0">
            {props.title && (
              <h2 id={id} className="font-semibold">
                {props.title}
              </h2>
            )}
            {props.description && <p className="text-ink-3">{props.description}</p>}
          </div>
          {props.actions && <div className="flex flex-wrap items-center gap-2">{props.actions}</div>}
        </header>
      )}
      <div className={cn(!props.isFlush && 'px-4 pb-4', !props.isFlush && !props.title && !props.actions && 'pt-4')}>
        {props.children}
      </div>
    </section>
  );
}
