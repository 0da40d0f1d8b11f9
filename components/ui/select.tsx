import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { controlClass } from './input';

export type Option<Value extends string = string> = {
  value: Value;
  label: ReactNode;
  /** A second, quieter line. */
  note?: ReactNode;
  isDisabled?: boolean;
};
type OptionGroup<Value extends string> = { label: string; options: readonly Option<Value>[] };

type SelectProps<Value extends string> = {
  value: Value | undefined;
  onChange: (value: Value) => void;
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  id?: string;
  name?: string;
  required?: boolean;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
} & (
  | { options: readonly Option<Value>[]; groups?: never }
  | { groups: readonly OptionGroup<Value>[]; options?: never }
);

/** One choice of a short list. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onChange, placeholder, disabled, className, options, groups, name, required, ...rest } = props;
  return (
    <Radix.Root
      value={value ?? ''}
      onValueChange={(next) => next && onChange(next as Value)}
      disabled={disabled}
      name={name}
      required={required}
    >
      <Radix.Trigger
        className={cn(
          controlClass,
          'flex h-8 items-center justify-between gap-2 px-2.5 text-left data-placeholder:text-ink-3 pointer-coarse:h-11 [&>span]:truncate',
          className,
        )}
        {...rest}
      >
        <Radix.Value placeholder={placeholder} />
        <Radix.Icon>
          <ChevronDown aria-hidden className="size-4 text-ink-3" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) max-w-[min(28rem,calc(100vw-2rem))] overflow-hidden rounded-lg bg-raised shadow-pop"
        >
          <Radix.Viewport className="p-1">
            {options?.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
            {groups?.map((group) => (
              <Radix.Group key={group.label}>
                <Radix.Label className="px-2 pt-2 pb-1 text-ink-3 text-xs">{group.label}</Radix.Label>
                {group.options.map((option) => (
                  <SelectItem key={option.value} option={option} />
                ))}
              </Radix.Group>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function SelectItem({ option }: { option: Option }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.isDisabled}
      className="relative flex min-h-8 cursor-default select-none items-center rounded-md py-1 pr-8 pl-2 outline-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:min-h-11"
    >
      <span className="flex min-w-0 flex-col">
        <Radix.ItemText>{option.label}</Radix.ItemText>
        {option.note && <span className="text-ink-3 text-xs">{option.note}</span>}
      </span>
      <Radix.ItemIndicator className="absolute right-2">
        <Check aria-hidden className="size-4 text-accent" />
      </Radix.ItemIndicator>
    </Radix.Item>
  );
}
