'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { Input, Textarea } from './input';
import { Problem } from './problem';

type ConfirmProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** What will change: a diff, a list of what is lost. */
  children?: ReactNode;
  confirmLabel: string;
  tone?: 'primary' | 'danger';
  /** Asks why; kept in the audit trail. */
  reason?: 'required' | 'optional';
  reasonHint?: string;
  /** A word to type, for what matters most. */
  typedWord?: string;
  isBlocked?: boolean;
  size?: 'sm' | 'md' | 'lg';
  /** Resolves when it is done; the dialog closes then and shows the problem otherwise. */
  onConfirm: (reason: string) => Promise<unknown>;
};

/** Asks before something that matters: shows what changes, wants a reason and, where it matters most, a typed word. */
export function ConfirmDialog(props: ConfirmProps) {
  // A fresh form each time: nothing typed for one thing may confirm another.
  return props.isOpen ? <ConfirmForm {...props} /> : null;
}

function ConfirmForm(props: ConfirmProps) {
  const t = useTranslations('ui');
  const formId = useId();
  const [reason, setReason] = useState('');
  const [word, setWord] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const hasReason = props.reason !== 'required' || reason.trim().length >= 3;
  const hasWord = !props.typedWord || word.trim() === props.typedWord;
  const isReady = hasReason && hasWord && !props.isBlocked;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setIsBusy(true);
    setError(undefined);
    try {
      await props.onConfirm(reason.trim());
      props.onClose();
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={props.title}
      description={props.description}
      size={props.size ?? (props.children ? 'md' : 'sm')}
      isLocked={isBusy}
      footer={
        <>
          <Button onClick={props.onClose} disabled={isBusy}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={formId} variant={props.tone ?? 'primary'} disabled={!isReady} isBusy={isBusy}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {props.reason && (
          <Field
            label={props.reason === 'required' ? t('confirm.reason') : t('confirm.reasonOptional')}
            hint={props.reasonHint ?? t('confirm.reasonHint')}
            isRequired={props.reason === 'required'}
          >
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={1_000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        )}
        {props.typedWord && (
          <Field
            label={t.rich('confirm.typeWord', {
              word: props.typedWord,
              code: (chunks) => <code className="rounded-sm bg-sunken px-1 font-mono">{chunks}</code>,
            })}
            isRequired
          >
            {(control) => (
              <Input
                {...control}
                value={word}
                onChange={(event) => setWord(event.target.value)}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        )}
        {error !== undefined && <Problem error={error} />}
      </form>
    </Dialog>
  );
}
