import type { ReactNode } from 'react';
import { Logo } from '@/components/ui/logo';
import { LanguageChoice } from './language-choice';

/** The quiet page on which people arrive. */
export function AuthFrame({
  title,
  description,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <main className="flex w-full max-w-sm flex-col gap-6">
        <header className="flex flex-col items-center gap-3 text-center">
          <Logo className="size-11" />
          <div className="flex flex-col gap-1">
            <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
            {description && <p className="text-ink-2">{description}</p>}
          </div>
        </header>
        <div className="rounded-lg border bg-surface p-5 shadow-sm">{children}</div>
      </main>
      <LanguageChoice />
    </div>
  );
}
