'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { issueFor, Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import type { DatasetRecord } from '@/lib/contracts/datasets';
import { useChangeDataset } from './queries/change-dataset';

/** What people may change of a dataset; its content never changes. */
export function DatasetSettings({ dataset }: { dataset: DatasetRecord }) {
  const t = useTranslations('datasets.settings');
  const ui = useTranslations('ui');
  const change = useChangeDataset(dataset.id);
  const [name, setName] = useState(dataset.name);
  const [taskDescription, setTaskDescription] = useState(dataset.taskDescription ?? '');
  const [instruction, setInstruction] = useState(dataset.instruction);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { name: name.trim(), taskDescription, instruction },
      { onSuccess: () => toast.ok({ title: t('saved') }) },
    );
  };
  return (
    <Panel className="max-w-2xl">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('name')} isRequired error={issueFor(change.error, 'name')}>
          {(control) => (
            <Input {...control} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t('taskDescription')}>
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              maxLength={10_000}
              value={taskDescription}
              onChange={(event) => setTaskDescription(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('instruction')} hint={t('instructionHint')}>
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              maxLength={10_000}
              value={instruction}
              onChange={(event) => setInstruction(event.target.value)}
            />
          )}
        </Field>
        {change.isError && <Problem error={change.error} />}
        <Button type="submit" variant="primary" className="self-start" isBusy={change.isPending}>
          {ui('save')}
        </Button>
      </form>
    </Panel>
  );
}
