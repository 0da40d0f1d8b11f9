'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { useBuildIndex } from '@/components/indexes/queries/build-index';
import { Alert } from '@/components/ui/alert';
import { Badge } from '@/components/ui/badge';
import { Button, LinkButton } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { Problem, problemWords } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import type { ConfigurationSpec } from '@/lib/contracts/configuration';
import type { Mixer } from '@/lib/contracts/releases';
import { ConfigurationDiff } from './configuration-diff';
import { compareConfigurations, isMixedStage } from './configuration-facts';
import { useCreateRelease } from './queries/create-release';
import { writeSpec } from './spec-in-address';

/** What the mix changes, what it still needs, and the way to a candidate. */
export function MixerSummary({ mixer, spec }: { mixer: Mixer; spec: ConfigurationSpec }) {
  const t = useTranslations('releases');
  const router = useRouter();
  const create = useCreateRelease();
  const [reason, setReason] = useState('');
  const after = { spec, checkpoints: mixer.components };
  const live = mixer.live && { spec: mixer.live.spec, checkpoints: mixer.components };
  const isSame = live !== null && compareConfigurations(live, after).every((fact) => !fact.hasChanged);
  const isEmpty = spec.embedders.length === 0 && !spec.bm25;
  const missing = missingIndexes(mixer, spec);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { spec, reason: reason.trim() },
      {
        onSuccess: ({ id, number }) => {
          toast.ok({ title: t('mixer.created', { number }), description: t('mixer.createdDetail') });
          router.push(`/releases/${id}`);
        },
      },
    );
  };
  return (
    <Panel
      title={t('mixer.summary')}
      className="xl:sticky xl:top-18"
      actions={isMixedStage(after) && <Badge tone="accent">{t('mixedStage')}</Badge>}
    >
      <div className="flex flex-col gap-4">
        <ConfigurationDiff
          isOnlyChanged
          before={live ?? undefined}
          after={after}
          beforeLabel={mixer.live ? t('liveNow', { number: mixer.live.number }) : t('nothingLive')}
          afterLabel={t('mixer.thisMix')}
        />
        {isEmpty && <Alert tone="warning">{t('mixer.nothingFinds')}</Alert>}
        {missing.length > 0 && <MissingIndexes missing={missing} />}
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Field label={t('mixer.reason')} hint={t('mixer.reasonHint')} isRequired>
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                minLength={3}
                maxLength={1_000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          {create.isError && <Problem error={create.error} />}
          <div className="flex flex-wrap gap-2">
            <Button
              type="submit"
              variant="primary"
              disabled={isEmpty || missing.length > 0 || isSame || reason.trim().length < 3}
              isBusy={create.isPending}
            >
              {t('mixer.create')}
            </Button>
            <LinkButton href={`/playground?${new URLSearchParams({ mode: 'mix', ...writeSpec(spec) })}`}>
              {t('tryIt')}
            </LinkButton>
          </div>
        </form>
      </div>
    </Panel>
  );
}

type Missing = {
  checkpointId: string;
  checkpointName: string;
  corpusHash: string;
  corpusName: string;
  state: 'building' | 'failed' | 'missing';
  estimateMs: number | null;
};

function missingIndexes(mixer: Mixer, spec: ConfigurationSpec): Missing[] {
  return spec.embedders.flatMap(({ checkpointId }) => {
    const choice = mixer.components.find((component) => component.id === checkpointId);
    if (!choice) return [];
    return mixer.corpora.flatMap((corpus): Missing[] => {
      const index = choice.indexes.find((candidate) => candidate.corpusHash === corpus.hash);
      if (index?.state === 'ready') return [];
      return [
        {
          checkpointId,
          checkpointName: choice.name,
          corpusHash: corpus.hash,
          corpusName: corpus.name,
          state: index?.state ?? 'missing',
          estimateMs: index?.estimateMs ?? null,
        },
      ];
    });
  });
}

function MissingIndexes({ missing }: { missing: readonly Missing[] }) {
  const t = useTranslations('releases.mixer');
  const format = useFormat();
  const build = useBuildIndex();
  const start = (index: Missing) =>
    build.mutate(
      { checkpointId: index.checkpointId, corpusHash: index.corpusHash },
      { onError: (error) => toast.danger({ title: t('buildFailed'), description: problemWords(error) }) },
    );
  return (
    <section
      aria-label={t('missing')}
      className="flex flex-col gap-2 rounded-md border border-warning-line bg-warning-soft px-3 py-2.5"
    >
      <p className="font-medium text-warning">{t('missing')}</p>
      <ul className="flex flex-col gap-2">
        {missing.map((index) => (
          <li key={`${index.checkpointId} ${index.corpusHash}`} className="flex items-center justify-between gap-3">
            <span className="flex min-w-0 flex-col">
              <span className="truncate">
                {t('indexOf', { checkpoint: index.checkpointName, corpus: index.corpusName })}
              </span>
              <span className="text-ink-2 text-xs">
                {index.estimateMs === null
                  ? t('timeUnknown')
                  : index.state === 'building'
                    ? t('timeLeft', { time: format.duration(index.estimateMs) })
                    : t('timeToBuild', { time: format.duration(index.estimateMs) })}
              </span>
            </span>
            <Button size="sm" disabled={index.state === 'building' || build.isPending} onClick={() => start(index)}>
              {index.state === 'building' ? t('indexBuilding') : t('build')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
