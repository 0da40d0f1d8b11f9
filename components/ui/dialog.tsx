'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button';
import { cn } from './cn';

type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** While something runs that must not be lost by a click beside the dialog. */
  isLocked?: boolean;
};

const widths = { sm: 'sm:max-w-md', md: 'sm:max-w-xl', lg: 'sm:max-w-3xl' } as const;

/** Begins where something is to be typed; else at the dialog itself, so that nothing is pressed by accident. */
function focusFirstField(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const field = event.currentTarget.querySelector<HTMLElement>(
    'textarea:not([disabled]), input:not([type="hidden"], [type="file"], [disabled])',
  );
  (field ?? event.currentTarget).focus();
}

/** A question that must be answered before going on; a sheet from below on a phone. */
export function Dialog({ isOpen, onClose, title, description, children, footer, size = 'md', isLocked }: DialogProps) {
  const t = useTranslations('ui');
  const hold = (event: Event) => isLocked && event.preventDefault();
  return (
    <Radix.Root open={isOpen} onOpenChange={(next) => !next && !isLocked && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="data-[state=open]:fade-in fixed inset-0 z-40 bg-[rgb(10_11_14/0.45)] data-[state=open]:animate-in data-[state=open]:duration-150" />
        <Radix.Content
          onOpenAutoFocus={focusFirstField}
          onEscapeKeyDown={hold}
          onPointerDownOutside={hold}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'data-[state=open]:fade-in data-[state=open]:slide-in-from-bottom-2 fixed inset-x-0 bottom-0 z-40 mx-auto flex max-h-[92dvh] w-full flex-col rounded-t-lg bg-raised pb-safe shadow-pop data-[state=open]:animate-in data-[state=open]:duration-150 sm:top-[10dvh] sm:bottom-auto sm:max-h-[80dvh] sm:rounded-lg',
            widths[size],
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
            <div className="flex min-w-0 flex-col gap-1">
              <Radix.Title className="break-words font-semibold text-lg">{title}</Radix.Title>
              {description && <Radix.Description className="text-ink-2">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label={t('close')} className="-mt-1 -mr-2">
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="scrollbar-slim flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pt-0.5 pb-5">{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
