import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from './cn';

type CheckboxProps = {
  isChecked: boolean | 'indeterminate';
  onChange: (isChecked: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
  isLabelHidden?: boolean;
  disabled?: boolean;
  className?: string;
};

export function Checkbox({ isChecked, onChange, label, hint, isLabelHidden, disabled, className }: CheckboxProps) {
  const id = useId();
  return (
    <div className={cn('flex items-start gap-2', className)}>
      <Radix.Root
        id={id}
        checked={isChecked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next === true)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-surface after:absolute after:-inset-1.5 disabled:opacity-55 data-[state=checked]:border-accent-fill data-[state=indeterminate]:border-accent-fill data-[state=checked]:bg-accent-fill data-[state=indeterminate]:bg-accent-fill"
      >
        <Radix.Indicator className="text-white">
          {isChecked === 'indeterminate' ? (
            <Minus aria-hidden className="size-3" strokeWidth={3} />
          ) : (
            <Check aria-hidden className="size-3" strokeWidth={3} />
          )}
        </Radix.Indicator>
      </Radix.Root>
      <div className={cn('flex flex-col', isLabelHidden && 'sr-only')}>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <span id={`${id}-hint`} className="text-ink-3 text-xs">
            {hint}
          </span>
        )}
      </div>
    </div>
  );
}
