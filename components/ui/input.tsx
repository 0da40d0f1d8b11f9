import type { ComponentProps } from 'react';
import { cn } from './cn';

export const controlClass =
  'w-full rounded-md border border-control/70 bg-surface text-ink shadow-sm transition-colors hover:border-control focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-danger aria-invalid:outline-danger';

export function Input({ className, type = 'text', ...rest }: ComponentProps<'input'>) {
  return <input type={type} className={cn(controlClass, 'h-8 px-2.5 pointer-coarse:h-11', className)} {...rest} />;
}

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={rows} className={cn(controlClass, 'min-h-16 px-2.5 py-1.5', className)} {...rest} />;
}
