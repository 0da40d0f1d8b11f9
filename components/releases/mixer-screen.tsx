'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { useUrlState } from '@/components/ui/use-url-state';
import type { ConfigurationSpec } from '@/lib/contracts/configuration';
import type { Mixer } from '@/lib/contracts/releases';
import { EmbedderColumn, RerankerColumn } from './mixer-columns';
import { MixerSettings } from './mixer-settings';
import { MixerSummary } from './mixer-summary';
import { useMixer } from './queries/get-mixer';
import { plainSpec, readSpec, writeSpec } from './spec-in-address';

/** A workbench: a stage per component, weights and operating point; beside it what that means and what is missing. */
export function MixerScreen() {
  const t = useTranslations('releases');
  const mixer = useMixer();
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/releases' }]}
        title={t('mixer.title')}
        description={t('mixer.description')}
      />
      <QueryView query={mixer}>{(data) => <Workbench mixer={data} />}</QueryView>
    </>
  );
}

function Workbench({ mixer }: { mixer: Mixer }) {
  const [search, change] = useUrlState();
  const fallback = useMemo(() => startOf(mixer), [mixer]);
  const spec = readSpec(search, fallback);
  const set = (part: Partial<ConfigurationSpec>) => change(writeSpec({ ...spec, ...part }));
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_27rem]">
      <div className="flex min-w-0 flex-col gap-6">
        <div className="grid items-start gap-6 md:grid-cols-2">
          <EmbedderColumn mixer={mixer} spec={spec} onChange={set} />
          <RerankerColumn mixer={mixer} spec={spec} onChange={set} />
        </div>
        <MixerSettings spec={spec} onChange={set} />
      </div>
      <MixerSummary mixer={mixer} spec={spec} />
    </div>
  );
}

/** Begins with what is live, else with the last stage of each component. */
function startOf(mixer: Mixer): ConfigurationSpec {
  if (mixer.live) return mixer.live.spec;
  const last = (component: 'embedder' | 'reranker') =>
    mixer.components.filter((candidate) => candidate.component === component).at(-1);
  const embedder = last('embedder');
  const reranker = last('reranker');
  return {
    ...plainSpec,
    embedders: embedder ? [{ checkpointId: embedder.id, weight: 1 }] : [],
    bm25: embedder ? null : plainSpec.bm25,
    reranker: reranker ? { checkpointId: reranker.id, weight: 1 } : null,
  };
}
