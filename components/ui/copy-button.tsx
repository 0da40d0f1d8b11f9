'use client';
import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { IconButton } from './button';
import { toast } from './toast';

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label, className }: { text: string; label?: string; className?: string }) {
  const t = useTranslations('ui');
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 1_600);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () =>
    // The clipboard is missing on pages without TLS and may be refused by the browser.
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(text))
      .then(() => setIsCopied(true))
      .catch(() => toast.warning({ title: t('copy.failed'), description: t('copy.failedHint') }));
  return (
    <IconButton
      size="icon-sm"
      label={isCopied ? t('copy.done') : (label ?? t('copy.label'))}
      onClick={copy}
      className={className}
    >
      {isCopied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden className="!size-3.5" />}
    </IconButton>
  );
}
