import { Switch as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from './cn';

/** On or off, at once. For a choice that is sent with a form use a checkbox. */
export function Switch(props: {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  className?: string;
}) {
  const id = useId();
  return (
    <div className={cn('flex items-start gap-2.5', props.className)}>
      <Radix.Root
        id={id}
        checked={props.isOn}
        onCheckedChange={props.onChange}
        disabled={props.disabled}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        className="relative mt-px h-[18px] w-8 shrink-0 rounded-full bg-control transition-colors after:absolute after:-inset-1.5 disabled:opacity-55 data-[state=checked]:bg-accent-fill"
      >
        <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-white shadow-sm transition-transform data-[state=checked]:translate-x-4" />
      </Radix.Root>
      <div className="flex flex-col">
        <label htmlFor={id}>{props.label}</label>
        {props.hint && (
          <span id={`${id}-hint`} className="text-ink-3 text-xs">
            {props.hint}
          </span>
        )}
      </div>
    </div>
  );
}
