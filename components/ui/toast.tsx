'use client';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Toaster as Sonner, toast as sonner } from 'sonner';

export type ToastMessage = {
  /** What happened. */
  title: string;
  /** What follows from it, or what to do. */
  description?: string;
  /** Takes it back or leads on. */
  action?: { label: string; onClick: () => void };
};

const show = (kind: 'success' | 'error' | 'warning' | 'info', durationMs: number) => (message: ToastMessage) =>
  sonner[kind](message.title, {
    description: message.description,
    duration: message.action ? Math.max(durationMs, 10_000) : durationMs,
    action: message.action,
  });

/** Says what happened and what to do; errors stay until they are closed. */
export const toast = {
  ok: show('success', 5_000),
  information: show('info', 6_000),
  warning: show('warning', 10_000),
  danger: show('error', Number.POSITIVE_INFINITY),
};

export function Toaster() {
  const t = useTranslations('ui');
  return (
    <Sonner
      position="bottom-right"
      closeButton
      containerAriaLabel={t('toast.region')}
      icons={{
        success: <CircleCheck aria-hidden className="size-4 text-ok" />,
        error: <CircleAlert aria-hidden className="size-4 text-danger" />,
        warning: <TriangleAlert aria-hidden className="size-4 text-warning" />,
        info: <Info aria-hidden className="size-4 text-information" />,
      }}
      toastOptions={{
        unstyled: true,
        closeButtonAriaLabel: t('close'),
        classNames: {
          toast: 'flex w-full items-start gap-3 rounded-lg bg-raised p-3 pr-8 text-base text-ink shadow-pop sm:w-90',
          icon: 'mt-0.5',
          content: 'min-w-0 flex-1',
          title: 'font-medium',
          description: 'text-ink-2',
          closeButton:
            '!top-2 !right-2 !left-auto !size-6 !transform-none !rounded-md !border-0 !bg-transparent !text-ink-3 hover:!bg-hover absolute flex items-center justify-center',
          actionButton:
            'h-7 shrink-0 self-center rounded-md border border-line-strong px-2 text-xs font-medium hover:bg-hover',
        },
      }}
    />
  );
}
