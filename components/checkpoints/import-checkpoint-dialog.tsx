'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { issueFor, Problem } from '@/components/ui/problem';
import { RadioCards } from '@/components/ui/radio-cards';
import { Select } from '@/components/ui/select';
import { FileDrop } from '@/components/uploads/file-drop';
import { type ChosenFile, useUpload } from '@/components/uploads/use-upload';
import { type Component, type ImportCheckpoint, poolingSchema, type RegisterRemote } from '@/lib/contracts/checkpoints';
import { useImportCheckpoint } from './queries/import-checkpoint';
import { useCheckpoints } from './queries/list-checkpoints';
import { useRegisterRemote } from './queries/register-remote';

type Source = 'upload' | 'remote';
const none = '__none';
const fromFiles = '__files';
const knownStages = ['base', 'stage-1', 'stage-2', 'stage-3'];

type Draft = {
  name: string;
  component: Component;
  stage: string;
  baseCheckpointId: string;
  acceptsOtherBase: boolean;
  pooling: string;
  queryPrompt: string;
  documentPrompt: string;
  maxLength: string;
  licence: string;
  note: string;
  baseUrl: string;
  model: string;
  apiKey: string;
  isTei: boolean;
};

const emptyDraft: Draft = {
  name: '',
  component: 'embedder',
  stage: 'base',
  baseCheckpointId: none,
  acceptsOtherBase: false,
  pooling: fromFiles,
  queryPrompt: '',
  documentPrompt: '',
  maxLength: '',
  licence: '',
  note: '',
  baseUrl: '',
  model: '',
  apiKey: '',
  isTei: false,
};

const filled = <Key extends string>(key: Key, value: string) =>
  value.trim() ? ({ [key]: value.trim() } as Record<Key, string>) : {};
// A prompt may begin or end with a space that matters.
const prompts = (draft: Draft) => ({
  ...(draft.queryPrompt ? { queryPrompt: draft.queryPrompt } : {}),
  ...(draft.documentPrompt ? { documentPrompt: draft.documentPrompt } : {}),
});
const named = (draft: Draft) => ({
  name: draft.name.trim(),
  stage: draft.stage.trim(),
  ...filled('licence', draft.licence),
  ...filled('note', draft.note),
});

function toImport(draft: Draft, uploadId: string): ImportCheckpoint {
  const pooling = poolingSchema.safeParse(draft.pooling).data;
  return {
    uploadId,
    ...named(draft),
    ...(draft.baseCheckpointId === none
      ? {}
      : { baseCheckpointId: draft.baseCheckpointId, acceptsOtherBase: draft.acceptsOtherBase }),
    overrides: {
      component: draft.component,
      ...(draft.component === 'embedder' ? prompts(draft) : {}),
      ...(pooling ? { pooling } : {}),
      ...(draft.maxLength ? { maxLength: Number(draft.maxLength) } : {}),
    },
  };
}

function toRemote(draft: Draft): RegisterRemote {
  const shared = {
    ...named(draft),
    baseUrl: draft.baseUrl.trim(),
    ...filled('model', draft.model),
    ...filled('apiKey', draft.apiKey),
  };
  return draft.component === 'embedder'
    ? { ...shared, ...prompts(draft), component: 'embedder', dialect: draft.isTei ? 'tei' : 'openai' }
    : { ...shared, component: 'reranker', dialect: draft.isTei ? 'tei' : 'jina' };
}

/** Registers a model: its files in Hugging Face layout, an adapter on a base, or a server that runs it. */
export function ImportCheckpointDialog({
  onClose,
  onStarted,
}: {
  onClose: () => void;
  onStarted: (jobId: string) => void;
}) {
  const t = useTranslations('checkpoints.import');
  const ui = useTranslations('ui');
  const upload = useUpload();
  const router = useRouter();
  const importCheckpoint = useImportCheckpoint();
  const registerRemote = useRegisterRemote();
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
      if (source === 'remote') {
        const { id } = await registerRemote.mutateAsync(toRemote(draft));
        router.push(`/checkpoints/${id}`);
        return;
      }
      const { jobId } = await importCheckpoint.mutateAsync(toImport(draft, await upload.send(files)));
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
          <Button
            type="submit"
            form="import-checkpoint"
            variant="primary"
            isBusy={isBusy}
            disabled={source === 'upload' && files.length === 0}
          >
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
          <FileDrop
            label={t('dropLabel')}
            hint={t('dropHint')}
            files={files}
            onChange={setFiles}
            state={upload.state}
          />
        ) : (
          <RemoteFields draft={draft} set={set} error={error} />
        )}
        <NameFields draft={draft} set={set} error={error} />
        {source === 'upload' && <FileFields draft={draft} set={set} />}
        {draft.component === 'embedder' && <PrefixFields draft={draft} set={set} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('licence')}>
            {(control) => (
              <Input
                {...control}
                maxLength={200}
                value={draft.licence}
                onChange={(event) => set({ licence: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('note')}>
            {(control) => (
              <Input
                {...control}
                maxLength={4_000}
                value={draft.note}
                onChange={(event) => set({ note: event.target.value })}
              />
            )}
          </Field>
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
        {(control) => (
          <Input
            {...control}
            maxLength={120}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('column.component')} isRequired>
        {(control) => (
          <Select
            {...control}
            value={draft.component}
            onChange={(component) => set({ component, baseCheckpointId: none })}
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
            <Input
              {...control}
              list="known-stages"
              pattern="[a-z0-9][a-z0-9\-]{0,39}"
              value={draft.stage}
              onChange={(event) => set({ stage: event.target.value })}
            />
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
  const bases =
    checkpoints.data?.checkpoints.filter(
      (checkpoint) =>
        checkpoint.component === draft.component && checkpoint.source === 'onnx' && !checkpoint.archivedAt,
    ) ?? [];
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <Field label={t('parent')} hint={t('parentHint')}>
        {(control) => (
          <Select
            {...control}
            value={draft.baseCheckpointId}
            onChange={(baseCheckpointId) => set({ baseCheckpointId })}
            options={[
              { value: none, label: t('noParent') },
              ...bases.map((base) => ({ value: base.id, label: base.name, note: base.stage })),
            ]}
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
                ...poolingSchema.options.map((value) => ({ value, label: t(`poolings.${value}`) })),
              ]}
            />
          )}
        </Field>
      )}
      <Field label={t('maxLength')}>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={4}
            max={32_768}
            placeholder={t('fromFiles')}
            value={draft.maxLength}
            onChange={(event) => set({ maxLength: event.target.value })}
          />
        )}
      </Field>
      {draft.baseCheckpointId !== none && (
        <Checkbox
          className="sm:col-span-3"
          isChecked={draft.acceptsOtherBase}
          onChange={(acceptsOtherBase) => set({ acceptsOtherBase })}
          label={t('sameBase')}
          hint={t('sameBaseHint')}
        />
      )}
    </div>
  );
}

function PrefixFields({ draft, set }: PartProps) {
  const t = useTranslations('checkpoints.import');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('queryPrefix')} hint={t('prefixHint')}>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={2_000}
            value={draft.queryPrompt}
            onChange={(event) => set({ queryPrompt: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('documentPrefix')}>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={2_000}
            value={draft.documentPrompt}
            onChange={(event) => set({ documentPrompt: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function RemoteFields({ draft, set, error }: PartProps & { error: unknown }) {
  const t = useTranslations('checkpoints.import');
  return (
    <>
      <Field label={t('baseUrl')} hint={t('baseUrlHint')} isRequired error={issueFor(error, 'baseUrl')}>
        {(control) => (
          <Input
            {...control}
            type="url"
            placeholder="https://models.example.org/v1"
            value={draft.baseUrl}
            onChange={(event) => set({ baseUrl: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('model')} hint={t('modelHint')} error={issueFor(error, 'model')}>
          {(control) => (
            <Input
              {...control}
              maxLength={300}
              value={draft.model}
              onChange={(event) => set({ model: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('apiKey')} hint={t('apiKeyHint')} error={issueFor(error, 'apiKey')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              value={draft.apiKey}
              onChange={(event) => set({ apiKey: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('dialect')}>
          {(control) => (
            <Select
              {...control}
              value={draft.isTei ? 'tei' : 'common'}
              onChange={(dialect) => set({ isTei: dialect === 'tei' })}
              options={[
                {
                  value: 'common',
                  label: draft.component === 'embedder' ? 'OpenAI /v1/embeddings' : 'Jina, Cohere /v1/rerank',
                },
                { value: 'tei', label: 'Text Embeddings Inference' },
              ]}
            />
          )}
        </Field>
      </div>
    </>
  );
}
