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
import type { Component, ImportCheckpoint } from '@/lib/contracts/checkpoints';
import { useImportCheckpoint } from './queries/import-checkpoint';
import { useCheckpoints } from './queries/list-checkpoints';

type Source = ImportCheckpoint['source'];
const none = '__none';
const fromFiles = '__files';
const knownStages = ['base', 'stage-1', 'stage-2', 'stage-3'];

type Draft = {
  name: string;
  component: Component;
  stage: string;
  parentId: string;
  pooling: string;
  queryPrefix: string;
  documentPrefix: string;
  maxLength: string;
  licence: string;
  note: string;
  baseUrl: string;
  model: string;
  apiKeyVariable: string;
};

const emptyDraft: Draft = {
  name: '',
  component: 'embedder',
  stage: 'base',
  parentId: none,
  pooling: fromFiles,
  queryPrefix: '',
  documentPrefix: '',
  maxLength: '',
  licence: '',
  note: '',
  baseUrl: '',
  model: '',
  apiKeyVariable: '',
};

const filled = <Key extends string>(key: Key, value: string) => (value.trim() ? ({ [key]: value.trim() } as Record<Key, string>) : {});

function toRequest(draft: Draft, source: Source, uploadId: string): ImportCheckpoint {
  const named = {
    name: draft.name.trim(),
    component: draft.component,
    stage: draft.stage.trim(),
    ...filled('licence', draft.licence),
    ...filled('note', draft.note),
    // A prefix may end in a space that matters.
    ...(draft.queryPrefix ? { queryPrefix: draft.queryPrefix } : {}),
    ...(draft.documentPrefix ? { documentPrefix: draft.documentPrefix } : {}),
  };
  if (source === 'remote') {
    return { source, ...named, baseUrl: draft.baseUrl.trim(), model: draft.model.trim(), ...filled('apiKeyVariable', draft.apiKeyVariable) };
  }
  return {
    source,
    uploadId,
    ...named,
    ...(draft.parentId === none ? {} : { parentId: draft.parentId }),
    ...(draft.pooling === fromFiles ? {} : { pooling: draft.pooling as 'mean' | 'cls' | 'last-token' | 'pooled' }),
    ...(draft.maxLength ? { maxLength: Number(draft.maxLength) } : {}),
  };
}

/** Registers a model: its files in Hugging Face layout, an adapter on a base, or a server that runs it. */
export function ImportCheckpointDialog({ onClose, onStarted }: { onClose: () => void; onStarted: (jobId: string) => void }) {
  const t = useTranslations('checkpoints.import');
  const ui = useTranslations('ui');
  const upload = useUpload();
  const importCheckpoint = useImportCheckpoint();
  const [source, setSource] = useState<Source>('upload');
  const [files, setFiles] = useState<ChosenFile[]>([]);
  const [draft, setDraft] = useState(emptyDraft);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setError(undefined);
    try {
      const uploadId = source === 'upload' ? await upload.send(files) : '';
      const { jobId } = await importCheckpoint.mutateAsync(toRequest(draft, source, uploadId));
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
          <Button type="submit" form="import-checkpoint" variant="primary" isBusy={isBusy} disabled={source === 'upload' && files.length === 0}>
            {t('submit')}
          </Button>
        </>
      }
    >
      <form id="import-checkpoint" onSubmit={submit} className="flex flex-col gap-4">
        <RadioCards
          label={t('source')}
          value={source}
          onChange={setSource}
          columns={2}
          options={[
            { value: 'upload', label: t('upload'), note: t('uploadNote') },
            { value: 'remote', label: t('remote'), note: t('remoteNote') },
          ]}
        />
        {source === 'upload' ? (
          <FileDrop label={t('dropLabel')} hint={t('dropHint')} files={files} onChange={setFiles} state={upload.state} />
        ) : (
          <RemoteFields draft={draft} set={set} error={error} />
        )}
        <NameFields draft={draft} set={set} error={error} />
        {source === 'upload' && <FileFields draft={draft} set={set} />}
        {draft.component === 'embedder' && <PrefixFields draft={draft} set={set} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('licence')}>{(control) => <Input {...control} maxLength={200} value={draft.licence} onChange={(event) => set({ licence: event.target.value })} />}</Field>
          <Field label={t('note')}>{(control) => <Input {...control} maxLength={4_000} value={draft.note} onChange={(event) => set({ note: event.target.value })} />}</Field>
        </div>
        {error !== undefined && <Problem error={error} />}
      </form>
    </Dialog>
  );
}

type PartProps = { draft: Draft; set: (change: Partial<Draft>) => void };

function NameFields({ draft, set, error }: PartProps & { error: unknown }) {
  const t = useTranslations('checkpoints');
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <Field label={t('column.name')} isRequired error={issueFor(error, 'name')}>
        {(control) => <Input {...control} maxLength={120} value={draft.name} onChange={(event) => set({ name: event.target.value })} />}
      </Field>
      <Field label={t('column.component')} isRequired>
        {(control) => (
          <Select
            {...control}
            value={draft.component}
            onChange={(component) => set({ component, parentId: none })}
            options={[
              { value: 'embedder', label: t('component.embedder') },
              { value: 'reranker', label: t('component.reranker') },
            ]}
          />
        )}
      </Field>
      <Field label={t('column.stage')} isRequired error={issueFor(error, 'stage')}>
        {(control) => (
          <>
            <Input {...control} list="known-stages" pattern="[a-z0-9][a-z0-9.\-]{0,40}" value={draft.stage} onChange={(event) => set({ stage: event.target.value })} />
            <datalist id="known-stages">
              {knownStages.map((stage) => (
                <option key={stage} value={stage} />
              ))}
            </datalist>
          </>
        )}
      </Field>
    </div>
  );
}

function FileFields({ draft, set }: PartProps) {
  const t = useTranslations('checkpoints.import');
  const checkpoints = useCheckpoints();
  const bases = checkpoints.data?.checkpoints.filter((checkpoint) => checkpoint.component === draft.component && checkpoint.source === 'onnx' && !checkpoint.archivedAt) ?? [];
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <Field label={t('parent')} hint={t('parentHint')}>
        {(control) => (
          <Select
            {...control}
            value={draft.parentId}
            onChange={(parentId) => set({ parentId })}
            options={[{ value: none, label: t('noParent') }, ...bases.map((base) => ({ value: base.id, label: base.name, note: base.stage }))]}
          />
        )}
      </Field>
      {draft.component === 'embedder' && (
        <Field label={t('pooling')}>
          {(control) => (
            <Select
              {...control}
              value={draft.pooling}
              onChange={(pooling) => set({ pooling })}
              options={[
                { value: fromFiles, label: t('fromFiles') },
                { value: 'mean', label: t('poolings.mean') },
                { value: 'cls', label: t('poolings.cls') },
                { value: 'last-token', label: t('poolings.lastToken') },
                { value: 'pooled', label: t('poolings.pooled') },
              ]}
            />
          )}
        </Field>
      )}
      <Field label={t('maxLength')}>
        {(control) => (
          <Input {...control} type="number" min={8} max={32_768} placeholder={t('fromFiles')} value={draft.maxLength} onChange={(event) => set({ maxLength: event.target.value })} />
        )}
      </Field>
    </div>
  );
}

function PrefixFields({ draft, set }: PartProps) {
  const t = useTranslations('checkpoints.import');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('queryPrefix')} hint={t('prefixHint')}>
        {(control) => <Textarea {...control} rows={2} maxLength={2_000} value={draft.queryPrefix} onChange={(event) => set({ queryPrefix: event.target.value })} />}
      </Field>
      <Field label={t('documentPrefix')}>
        {(control) => <Textarea {...control} rows={2} maxLength={2_000} value={draft.documentPrefix} onChange={(event) => set({ documentPrefix: event.target.value })} />}
      </Field>
    </div>
  );
}

function RemoteFields({ draft, set, error }: PartProps & { error: unknown }) {
  const t = useTranslations('checkpoints.import');
  return (
    <>
      <Field label={t('baseUrl')} hint={t('baseUrlHint')} isRequired error={issueFor(error, 'baseUrl')}>
        {(control) => <Input {...control} type="url" placeholder="https://models.example.org/v1" value={draft.baseUrl} onChange={(event) => set({ baseUrl: event.target.value })} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('model')} isRequired error={issueFor(error, 'model')}>
          {(control) => <Input {...control} value={draft.model} onChange={(event) => set({ model: event.target.value })} />}
        </Field>
        <Field label={t('apiKeyVariable')} hint={t('apiKeyVariableHint')} error={issueFor(error, 'apiKeyVariable')}>
          {(control) => <Input {...control} pattern="[A-Z][A-Z0-9_]*" placeholder="MODELS_API_KEY" value={draft.apiKeyVariable} onChange={(event) => set({ apiKeyVariable: event.target.value })} />}
        </Field>
      </div>
    </>
  );
}
