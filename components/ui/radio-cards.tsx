import { RadioGroup } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from './cn';

/** One choice of a few that each need a sentence. */
export function RadioCards<Value extends string>(props: {
  label: string;
  value: Value | undefined;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode; note?: ReactNode; badge?: ReactNode; isDisabled?: boolean }[];
  columns?: 1 | 2 | 3;
  className?: string;
}) {
  const id = useId();
  return (
    <RadioGroup.Root
      aria-label={props.label}
      value={props.value ?? ''}
      onValueChange={(next) => props.onChange(next as Value)}
      className={cn(
        'grid gap-2',
        props.columns === 2 && 'sm:grid-cols-2',
        props.columns === 3 && 'sm:grid-cols-3',
        props.className,
      )}
    >
      {props.options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          disabled={option.isDisabled}
          aria-labelledby={`${id}-${option.value}`}
          className="group flex items-start gap-2.5 rounded-md border border-line-strong bg-surface px-3 py-2 text-left transition-colors hover:bg-hover disabled:opacity-55 data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft"
        >
          <span
            aria-hidden
            className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-control bg-surface group-data-[state=checked]:border-[5px] group-data-[state=checked]:border-accent-fill"
          />
          <span className="flex min-w-0 flex-1 flex-col">
            <span className="flex items-center justify-between gap-2">
              <span id={`${id}-${option.value}`} className="font-medium">
                {option.label}
              </span>
              {option.badge}
            </span>
            {option.note && <span className="text-ink-3 text-xs">{option.note}</span>}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
