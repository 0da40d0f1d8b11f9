import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';

/** A short note on hover and focus. The child must be focusable; what is needed to act never stands only here. */
export function Tooltip({
  content,
  children,
  side = 'top',
}: {
  content: ReactNode;
  children: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-80 rounded-md bg-raised px-2.5 py-1.5 text-ink text-xs shadow-pop"
        >
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A term with its definition on hover and focus: measures, units, words of the glossary. */
export function Definition({
  children,
  definition,
  className,
}: {
  children: ReactNode;
  definition: ReactNode;
  className?: string;
}) {
  return (
    <Tooltip content={definition}>
      <button
        type="button"
        className={cn(
          'cursor-help rounded-sm text-left underline decoration-line-strong decoration-dotted underline-offset-4',
          className,
        )}
      >
        {children}
      </button>
    </Tooltip>
  );
}
