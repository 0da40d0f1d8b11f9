'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { issueFor, Problem } from '@/components/ui/problem';
import { RadioCards } from '@/components/ui/radio-cards';
import { Select } from '@/components/ui/select';
import { FileDrop } from '@/components/uploads/file-drop';
import { type ChosenFile, useUpload } from '@/components/uploads/use-upload';
import { useImportDataset } from './queries/import-dataset';
import { useDatasets } from './queries/list-datasets';

const own = '__own';

/** A name as it stands in addresses. */
const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);

/** Files, a name, and what to do with lines that cannot be read; the import itself is a job. */
export function ImportDialog({ onClose, onStarted }: { onClose: () => void; onStarted: (jobId: string) => void }) {
  const t = useTranslations('datasets.import');
  const ui = useTranslations('ui');
  const datasets = useDatasets();
  const upload = useUpload();
  const importDataset = useImportDataset();
  const [files, setFiles] = useState<ChosenFile[]>([]);
  const [name, setName] = useState('');
  const [language, setLanguage] = useState('');
  const [instruction, setInstruction] = useState('');
  const [corpus, setCorpus] = useState(own);
  const [onBadLine, setOnBadLine] = useState<'refuse' | 'report'>('refuse');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const slug = slugOf(name);
  const known = datasets.data?.datasets.find((dataset) => dataset.slug === slug && slug !== '');
  const hasCorpus = files.some((file) => /(^|\/)corpus\.jsonl(\.gz)?$|\.(zip|tar|tgz|tar\.gz)$/i.test(file.name));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setError(undefined);
    try {
      const uploadId = await upload.send(files);
      const { jobId } = await importDataset.mutateAsync({
        uploadId,
        onBadLine,
        name: name.trim(),
        ...(slug ? { slug } : {}),
        ...(language.trim() ? { language: language.trim() } : {}),
        ...(instruction.trim() ? { instruction: instruction.trim() } : {}),
        ...(corpus === own ? {} : { corpus }),
      });
      onStarted(jobId);
    } catch (failure) {
      if (!(failure instanceof DOMException && failure.name === 'AbortError')) setError(failure);
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      isOpen
      isLocked={isBusy}
      onClose={onClose}
      title={t('title')}
      description={t('description')}
      footer={
        <>
          <Button onClick={isBusy ? upload.cancel : onClose}>{isBusy ? t('cancelUpload') : ui('cancel')}</Button>
          <Button type="submit" form="import-dataset" variant="primary" isBusy={isBusy} disabled={files.length === 0}>
            {t('submit')}
          </Button>
        </>
      }
    >
      <form id="import-dataset" onSubmit={submit} className="flex flex-col gap-4">
        <FileDrop
          label={t('dropLabel')}
          hint={t('dropHint')}
          files={files}
          state={upload.state}
          onChange={(chosen) => {
            setFiles(chosen);
            const only = chosen[0];
            if (name === '' && chosen.length === 1 && only) setName(only.name.replace(/\.(zip|tar|tgz|tar\.gz)$/i, ''));
          }}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t('name')}
            isRequired
            error={issueFor(error, 'name') ?? issueFor(error, 'slug')}
            hint={
              known ? t('newVersion', { number: known.version.number + 1 }) : slug ? t('slug', { slug }) : undefined
            }
          >
            {(control) => (
              <Input {...control} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <Field label={t('language')} hint={t('languageHint')} error={issueFor(error, 'language')}>
            {(control) => (
              <Input
                {...control}
                maxLength={50}
                value={language}
                onChange={(event) => setLanguage(event.target.value)}
                placeholder="en"
              />
            )}
          </Field>
        </div>
        {files.length > 0 && !hasCorpus && (
          <Field label={t('corpus')} hint={t('corpusHint')}>
            {(control) => (
              <Select
                {...control}
                value={corpus}
                onChange={setCorpus}
                options={[
                  { value: own, label: t('corpusOwn') },
                  ...(datasets.data?.datasets ?? []).map((dataset) => ({ value: dataset.slug, label: dataset.name })),
                ]}
              />
            )}
          </Field>
        )}
        <Field label={t('instruction')} hint={t('instructionHint')}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={10_000}
              value={instruction}
              onChange={(event) => setInstruction(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1.5 font-medium">{t('badLine')}</legend>
          <RadioCards
            label={t('badLine')}
            value={onBadLine}
            onChange={setOnBadLine}
            columns={2}
            options={[
              { value: 'refuse', label: t('refuse'), note: t('refuseNote') },
              { value: 'report', label: t('report'), note: t('reportNote') },
            ]}
          />
        </fieldset>
        {error !== undefined && <Problem error={error} />}
      </form>
    </Dialog>
  );
}
