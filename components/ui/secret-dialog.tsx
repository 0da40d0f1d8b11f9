'use client';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Alert } from './alert';
import { Button } from './button';
import { Checkbox } from './checkbox';
import { CopyButton } from './copy-button';
import { Dialog } from './dialog';

/** Something that is shown once: a key or a link. It closes only after the person said that it is kept. */
export function SecretDialog({
  title,
  description,
  secret,
  label,
  warning,
  onClose,
  children,
}: {
  title: ReactNode;
  description: ReactNode;
  secret: string;
  label: string;
  warning: ReactNode;
  onClose: () => void;
  children?: ReactNode;
}) {
  const t = useTranslations('ui.secret');
  const [isKept, setIsKept] = useState(false);
  return (
    <Dialog
      isOpen
      isLocked={!isKept}
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <Button variant="primary" disabled={!isKept} onClick={onClose}>
          {t('done')}
        </Button>
      }
    >
      <div className="flex items-center gap-2 rounded-md border bg-sunken py-1.5 pr-1.5 pl-3">
        <output aria-label={label} className="min-w-0 flex-1 select-all break-all font-mono text-xs leading-5">
          {secret}
        </output>
        <CopyButton text={secret} />
      </div>
      <Alert tone="warning">{warning}</Alert>
      {children}
      <Checkbox isChecked={isKept} onChange={setIsKept} label={t('kept')} />
    </Dialog>
  );
}
