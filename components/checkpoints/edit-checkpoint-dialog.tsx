'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { issueFor, Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import type { CheckpointRecord } from '@/lib/contracts/checkpoints';
import { useChangeCheckpoint } from './queries/change-checkpoint';

/** Name and note: the only things of a checkpoint that change. */
export function EditCheckpointDialog({ checkpoint, onClose }: { checkpoint: CheckpointRecord; onClose: () => void }) {
  const t = useTranslations('checkpoints');
  const ui = useTranslations('ui');
  const change = useChangeCheckpoint(checkpoint.id);
  const [name, setName] = useState(checkpoint.name);
  const [note, setNote] = useState(checkpoint.note ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { name: name.trim(), note },
      {
        onSuccess: () => {
          toast.ok({ title: t('edit.done') });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="sm"
      title={t('edit.open')}
      description={t('edit.detail')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button type="submit" form="edit-checkpoint" variant="primary" isBusy={change.isPending}>
            {ui('save')}
          </Button>
        </>
      }
    >
      <form id="edit-checkpoint" onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('column.name')} isRequired error={issueFor(change.error, 'name')}>
          {(control) => (
            <Input {...control} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t('import.note')}>
          {(control) => (
            <Textarea {...control} maxLength={4_000} value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
        {change.isError && <Problem error={change.error} />}
      </form>
    </Dialog>
  );
}
