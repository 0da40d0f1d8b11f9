'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { FileDrop } from '@/components/uploads/file-drop';
import { type ChosenFile, useUpload } from '@/components/uploads/use-upload';
import { ChooseSplit } from './choose-split';
import type { FormProps } from './component-form';
import { splitWords } from './parse-list';
import { useImportRun } from './queries/store-evaluation';

/** A run of another system: what it returned for the queries of a split. */
export function RunForm({ choice, first }: FormProps) {
  const t = useTranslations('evaluations.form');
  const router = useRouter();
  const upload = useUpload();
  const importRun = useImportRun();
  const [split, setSplit] = useState(first);
  const [files, setFiles] = useState<ChosenFile[]>([]);
  const [name, setName] = useState('');
  const [measures, setMeasures] = useState('nDCG@10, RR@10, Recall@100, AP');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setError(undefined);
    try {
      const uploadId = await upload.send(files);
      const { evaluationId } = await importRun.mutateAsync({
        uploadId,
        ...split,
        measures: splitWords(measures),
        ...(name.trim() ? { name: name.trim() } : {}),
      });
      router.push(`/evaluations/${evaluationId}`);
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
    }
  };
  return (
    <Panel>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <FileDrop
          label={t('runFile')}
          hint={t('runFileHint')}
          files={files}
          state={upload.state}
          onChange={(chosen) => setFiles(chosen.slice(0, 1))}
        />
        <ChooseSplit versions={choice.versions} value={split} onChange={setSplit} />
        <Field label={t('name')}>
          {(control) => (
            <Input {...control} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t('measures')} hint={t('measuresHint')}>
          {(control) => <Input {...control} value={measures} onChange={(event) => setMeasures(event.target.value)} />}
        </Field>
        {error !== undefined && <Problem error={error} />}
        <Button type="submit" variant="primary" className="self-end" isBusy={isBusy} disabled={files.length === 0}>
          {t('evaluateRun')}
        </Button>
      </form>
    </Panel>
  );
}
