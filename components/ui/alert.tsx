import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { type Tone, toneText } from './status';

const icons = { ok: CircleCheck, warning: TriangleAlert, danger: CircleAlert, information: Info } as const;
const boxes = {
  ok: 'border-ok-line bg-ok-soft',
  warning: 'border-warning-line bg-warning-soft',
  danger: 'border-danger-line bg-danger-soft',
  information: 'border-information-line bg-information-soft',
} as const;

/** Says what happened, why, and what to do. */
export function Alert({
  tone = 'information',
  title,
  children,
  action,
  className,
}: {
  tone?: Exclude<Tone, 'neutral' | 'accent'>;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  const Icon = icons[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={cn('flex items-start gap-2.5 rounded-md border px-3 py-2.5', boxes[tone], className)}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', toneText[tone])} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        {title && <p className={cn('font-medium', toneText[tone])}>{title}</p>}
        {children && <div className="break-words text-ink-2">{children}</div>}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  );
}
