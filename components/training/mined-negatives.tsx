'use client';
import { Pickaxe } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { useFormat } from '@/components/ui/use-format';
import type { MinedExample, Mining, StageProgress, TrainingRecord } from '@/lib/contracts/trainings';

/** What was mined, how much of it is doubtful, and examples with where they came from. */
export function MinedNegatives({ training }: { training: TrainingRecord }) {
  const t = useTranslations('training.mining');
  const stages = training.progressByStage.filter((stage) => stage.minings.length > 0);
  if (stages.length === 0) {
    return (
      <EmptyState icon={Pickaxe} title={t('none')}>
        {t('noneDetail')}
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      {stages.map((stage) => (
        <StageMinings key={stage.stage} stage={stage} />
      ))}
    </div>
  );
}

function StageMinings({ stage }: { stage: StageProgress }) {
  const t = useTranslations('training.mining');
  const columns = useMiningColumns();
  const examples = stage.minings.flatMap(({ epoch, examples: found }) =>
    found.map((example) => ({ ...example, epoch })),
  );
  return (
    <Panel title={t('title', { stage: stage.stage })} isFlush>
      <DataTable
        name={`minings-${stage.stage}`}
        label={t('title', { stage: stage.stage })}
        columns={columns}
        rows={stage.minings}
        rowKey={(mining) => String(mining.epoch)}
        urlPrefix={`${stage.stage}-`}
        isCompact
      />
      {examples.length > 0 && (
        <section className="border-t px-4 py-3">
          <h3 className="mb-2 font-medium">{t('examples')}</h3>
          <ul className="flex flex-col gap-4">
            {examples.map((example) => (
              <Example key={`${example.epoch} ${example.question.id}`} example={example} />
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

/** Who mined it, in words. */
function useMinedBy() {
  const t = useTranslations('training.mining');
  return (epoch: number) => (epoch === 0 ? t('byParent') : t('byEpoch', { epoch }));
}

function Example({ example }: { example: MinedExample & { epoch: number } }) {
  const t = useTranslations('training.mining');
  const minedBy = useMinedBy();
  return (
    <li className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="font-medium">{example.question.text ?? t('unknownText', { id: example.question.id })}</p>
        <p className="text-ink-3 text-xs">
          {minedBy(example.epoch)} · {t('rank', { rank: example.rank })}
        </p>
      </div>
      <div className="grid gap-2 md:grid-cols-2">
        <Document label={t('negative')} tone="neutral" document={example.negative} />
        {example.positive && <Document label={t('positive')} tone="ok" document={example.positive} />}
      </div>
    </li>
  );
}

function Document({
  label,
  tone,
  document,
}: {
  label: string;
  tone: 'neutral' | 'ok';
  document: MinedExample['negative'];
}) {
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-md border px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{label}</Badge>
        <span className="break-words font-medium">{document.title || document.id}</span>
      </div>
      <p className="line-clamp-4 break-words text-ink-2">{document.preview}</p>
    </div>
  );
}

function useMiningColumns(): Column<Mining>[] {
  const t = useTranslations('training.mining');
  const format = useFormat();
  const minedBy = useMinedBy();
  const count = (
    key: 'questions' | 'withoutNegatives' | 'fewerThanAsked' | 'suspectedFalseNegatives' | 'positivesNotFound',
    header: string,
    more: Partial<Column<Mining>> = {},
  ): Column<Mining> => ({
    key,
    header,
    isNumber: true,
    value: (mining) => mining[key],
    cell: (mining) => format.number(mining[key]),
    ...more,
  });
  return [
    { key: 'epoch', header: t('when'), value: (mining) => mining.epoch, cell: (mining) => minedBy(mining.epoch) },
    count('questions', t('questions')),
    count('withoutNegatives', t('without'), { from: 'md' }),
    count('fewerThanAsked', t('fewer'), { from: 'md' }),
    count('suspectedFalseNegatives', t('suspected'), { definition: t('definition.suspected'), from: 'sm' }),
    count('positivesNotFound', t('notFound'), { definition: t('definition.notFound'), from: 'lg' }),
  ];
}
