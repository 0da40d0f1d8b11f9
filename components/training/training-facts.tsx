'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { Panel } from '@/components/ui/panel';
import { ExactTime, Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { Training, TrainingRecord } from '@/lib/contracts/trainings';

/** What it was started with: everything needed to repeat it. */
export function TrainingFacts({ training }: { training: TrainingRecord }) {
  const t = useTranslations('training.facts');
  const format = useFormat();
  const { parent, embedder, corpus } = training;
  const counted = training.progressByStage.find((stage) => stage.trainQuestions !== null);
  return (
    <Panel title={t('title')} className="self-start">
      <Facts
        facts={[
          parent !== null && { label: t('parent'), value: <CheckpointLink checkpoint={parent} /> },
          embedder !== null && { label: t('embedder'), value: <CheckpointLink checkpoint={embedder} /> },
          {
            label: t('datasets'),
            value: training.datasets.map((slug, position) => (
              <span key={slug}>
                {position > 0 && ', '}
                <Link href={`/datasets/${encodeURIComponent(slug)}`} className="text-accent hover:underline">
                  {slug}
                </Link>
              </span>
            )),
          },
          corpus !== null && { label: t('corpus'), value: <HashChip hash={corpus.hash} /> },
          { label: t('splits'), value: `${training.trainSplit}, ${training.devSplit}` },
          counted && {
            label: t('questions'),
            value: `${format.number(counted.trainQuestions)}, ${format.number(counted.devQuestions)}`,
          },
          { label: t('seed'), value: <span className="tabular">{training.seed}</span> },
          training.component === 'embedder' && parent === null && { label: t('model'), value: training.model },
          { label: t('precision'), value: training.precision },
          { label: t('by'), value: training.createdBy.name },
          { label: t('created'), value: <Time at={training.createdAt} /> },
          training.finishedAt !== null && { label: t('finished'), value: <ExactTime at={training.finishedAt} /> },
          training.jobId !== null && {
            label: t('job'),
            value: (
              <Link href={`/jobs/${training.jobId}`} className="text-accent hover:underline">
                {t('seeJob')}
              </Link>
            ),
          },
        ]}
      />
    </Panel>
  );
}

const CheckpointLink = ({ checkpoint }: { checkpoint: NonNullable<Training['parent']> }) => (
  <Link href={`/checkpoints/${checkpoint.id}`} className="text-accent hover:underline">
    {checkpoint.name}
  </Link>
);
