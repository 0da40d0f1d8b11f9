'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import type { Indexes } from '@/lib/contracts/indexes';
import { useBuildIndex } from './queries/build-index';

/** Which embedder over which corpus, and how long it will take here. */
export function BuildIndexDialog({ indexes, onClose }: { indexes: Indexes; onClose: () => void }) {
  const t = useTranslations('indexes');
  const ui = useTranslations('ui');
  const format = useFormat();
  const build = useBuildIndex();
  const { embedders, corpora } = indexes.choice;
  const [checkpointId, setCheckpointId] = useState(embedders[0]?.id);
  const [corpusHash, setCorpusHash] = useState(corpora[0]?.hash);
  const embedder = embedders.find((candidate) => candidate.id === checkpointId);
  const corpus = corpora.find((candidate) => candidate.hash === corpusHash);
  const existing = indexes.indexes.find(
    (index) => index.checkpoint.id === checkpointId && index.corpus.hash === corpusHash,
  );
  const isThere = existing?.state === 'ready' || existing?.state === 'building';
  const estimateMs = embedder?.textsPerS && corpus ? (corpus.documentCount / embedder.textsPerS) * 1000 : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!checkpointId || !corpusHash) return;
    build.mutate(
      { checkpointId, corpusHash },
      {
        onSuccess: () => {
          toast.ok({ title: t('build.started'), description: t('build.startedDetail') });
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
      title={t('build.open')}
      description={t('build.description')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button
            type="submit"
            form="build-index"
            variant="primary"
            disabled={!embedder || !corpus || isThere}
            isBusy={build.isPending}
          >
            {t('build.submit')}
          </Button>
        </>
      }
    >
      <form id="build-index" onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('column.checkpoint')}>
          {(control) => (
            <Select
              {...control}
              value={checkpointId}
              onChange={setCheckpointId}
              placeholder={t('build.noEmbedder')}
              disabled={embedders.length === 0}
              options={embedders.map((option) => ({ value: option.id, label: option.name, note: option.stage }))}
            />
          )}
        </Field>
        <Field label={t('column.corpus')}>
          {(control) => (
            <Select
              {...control}
              value={corpusHash}
              onChange={setCorpusHash}
              placeholder={t('build.noCorpus')}
              disabled={corpora.length === 0}
              options={corpora.map((option) => ({
                value: option.hash,
                label: option.name,
                note: t('build.documents', { count: format.number(option.documentCount) }),
              }))}
            />
          )}
        </Field>
        {isThere ? (
          <Alert tone="information">{existing?.state === 'ready' ? t('build.exists') : t('build.isBuilding')}</Alert>
        ) : (
          <p className="text-ink-2">
            {estimateMs === undefined ? t('build.unknownTime') : t('build.time', { time: format.duration(estimateMs) })}
          </p>
        )}
        {build.isError && <Problem error={build.error} />}
      </form>
    </Dialog>
  );
}
