'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/query-view';
import { Select } from '@/components/ui/select';
import { useUrlState } from '@/components/ui/use-url-state';
import type { EvaluationSummary } from '@/lib/contracts/evaluations';
import { evaluatedRows } from './evaluated-rows';
import { useEvaluation } from './queries/get-evaluation';
import { useEvaluations } from './queries/list-evaluations';
import { useStartComparison } from './queries/store-evaluation';
import { useLabels } from './use-labels';

type Side = { evaluationId: string; row: string };

/** Two rows of one or two evaluations on the same split; the comparison itself is stored. */
export function CompareScreen() {
  const t = useTranslations('evaluations');
  const evaluations = useEvaluations();
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/evaluations' }]}
        title={t('compare.title')}
        description={t('compare.description')}
      />
      <QueryView query={evaluations}>
        {(data) => (
          <CompareForm
            evaluations={data.evaluations.filter(
              ({ kind }) => kind === 'grid' || kind === 'component' || kind === 'run',
            )}
          />
        )}
      </QueryView>
    </>
  );
}

function CompareForm({ evaluations }: { evaluations: readonly EvaluationSummary[] }) {
  const t = useTranslations('evaluations.compare');
  const router = useRouter();
  const [search] = useUrlState();
  const compare = useStartComparison();
  const start = (name: string): Side => ({
    evaluationId: search.get(name) ?? evaluations[0]?.id ?? '',
    row: search.get(`${name}-row`) ?? '',
  });
  const [before, setBefore] = useState(start('before'));
  const [after, setAfter] = useState(start('after'));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    compare.mutate({ before, after }, { onSuccess: ({ evaluationId }) => router.push(`/evaluations/${evaluationId}`) });
  };
  if (evaluations.length === 0) return <p className="text-ink-3">{t('none')}</p>;
  const isSame = before.evaluationId === after.evaluationId && before.row === after.row;
  return (
    <form onSubmit={submit} className="flex max-w-4xl flex-col gap-4">
      <div className="grid gap-4 md:grid-cols-2">
        <SideChoice title={t('before')} evaluations={evaluations} value={before} onChange={setBefore} />
        <SideChoice title={t('after')} evaluations={evaluations} value={after} onChange={setAfter} />
      </div>
      {compare.isError && <Problem error={compare.error} />}
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        isBusy={compare.isPending}
        disabled={!before.row || !after.row || isSame}
      >
        {t('submit')}
      </Button>
    </form>
  );
}

function SideChoice({
  title,
  evaluations,
  value,
  onChange,
}: {
  title: string;
  evaluations: readonly EvaluationSummary[];
  value: Side;
  onChange: (side: Side) => void;
}) {
  const t = useTranslations('evaluations.compare');
  const evaluation = useEvaluation(value.evaluationId);
  return (
    <Panel title={title}>
      <div className="flex flex-col gap-4">
        <Field label={t('evaluation')}>
          {(control) => (
            <Select
              {...control}
              value={value.evaluationId}
              onChange={(evaluationId) => onChange({ evaluationId, row: '' })}
              options={evaluations.map((one) => ({
                value: one.id,
                label: one.name,
                note: one.dataset ? `${one.dataset.name}, ${one.split}` : undefined,
              }))}
            />
          )}
        </Field>
        <QueryView query={evaluation}>
          {(data) => <RowChoice evaluation={data} value={value} onChange={onChange} />}
        </QueryView>
      </div>
    </Panel>
  );
}

function RowChoice({
  evaluation,
  value,
  onChange,
}: {
  evaluation: Parameters<typeof useLabels>[0];
  value: Side;
  onChange: (side: Side) => void;
}) {
  const t = useTranslations('evaluations.compare');
  const { cell } = useLabels(evaluation);
  return (
    <Field label={t('row')}>
      {(control) => (
        <Select
          {...control}
          value={value.row || undefined}
          placeholder={t('chooseRow')}
          onChange={(row) => onChange({ ...value, row })}
          options={evaluatedRows(evaluation).map(({ key }) => ({ value: key, label: cell(key) }))}
        />
      )}
    </Field>
  );
}
