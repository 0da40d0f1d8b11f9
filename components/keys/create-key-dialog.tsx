'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { SecretDialog } from '@/components/ui/secret-dialog';
import { useCreateKey } from './queries/create-key';

/** Asks for a name and shows the new key, once. */
export function CreateKeyDialog({ applicationId, onClose }: { applicationId?: string; onClose: () => void }) {
  const t = useTranslations('keys');
  const ui = useTranslations('ui');
  const create = useCreateKey(applicationId);
  const [name, setName] = useState('');
  if (create.data) {
    return (
      <SecretDialog
        title={t('createdTitle', { name })}
        description={applicationId ? t('createdForApplication') : t('createdForOperator')}
        secret={create.data.secret}
        label={t('secret')}
        warning={t('once')}
        onClose={onClose}
      />
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(name.trim());
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="sm"
      title={t('createTitle')}
      description={applicationId ? t('createForApplication') : t('createForOperator')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button type="submit" form="create-key" variant="primary" isBusy={create.isPending}>
            {t('create')}
          </Button>
        </>
      }
    >
      <form id="create-key" onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('column.name')} hint={t('nameHint')} isRequired>
          {(control) => (
            <Input {...control} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {create.isError && <Problem error={create.error} />}
      </form>
    </Dialog>
  );
}
