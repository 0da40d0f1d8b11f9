import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

export const buttonClass = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent-fill text-white shadow-sm hover:bg-accent-fill-hover',
        secondary: 'border border-line-strong bg-surface text-ink shadow-sm hover:bg-hover',
        ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
        danger: 'bg-danger-fill text-white shadow-sm hover:brightness-110',
        quiet: 'text-accent hover:underline',
      },
      size: {
        sm: 'h-7 px-2 text-xs pointer-coarse:h-11 pointer-coarse:px-3',
        md: 'h-8 px-3 pointer-coarse:h-11',
        lg: 'h-10 px-4',
        icon: 'size-8 pointer-coarse:size-11',
        'icon-sm': 'size-6 pointer-coarse:size-11',
        text: 'h-auto px-0',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

type Look = VariantProps<typeof buttonClass>;

export function Button({
  variant,
  size,
  className,
  isBusy = false,
  disabled,
  children,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & Look & { isBusy?: boolean }) {
  return (
    <button
      type={type}
      className={cn(buttonClass({ variant, size }), className)}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      {...rest}
    >
      {isBusy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}

/** A button of one symbol; the label is what a screen reader says and what the tooltip shows. */
export function IconButton({
  label,
  size = 'icon',
  variant = 'ghost',
  ...rest
}: ComponentProps<'button'> & Look & { label: string; isBusy?: boolean }) {
  return <Button aria-label={label} title={label} size={size} variant={variant} {...rest} />;
}

/** Looks like a button, is a link: it leads somewhere and changes nothing. */
export function LinkButton({
  variant,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & Look & { children: ReactNode }) {
  return <Link className={cn(buttonClass({ variant, size }), className)} {...rest} />;
}
