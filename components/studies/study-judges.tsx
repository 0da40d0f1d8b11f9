'use client';
import { UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { useFormat } from '@/components/ui/use-format';
import type { StudyJudge, StudyRecord } from '@/lib/contracts/studies';
import { useAddJudge, useRemoveJudge } from './queries/change-study';
import { useStudyOptions } from './queries/get-study-options';

/** Who judges, and how much each has done. What they preferred is nobody's to see before the end. */
export function StudyJudges({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.judges');
  const format = useFormat();
  const options = useStudyOptions();
  const add = useAddJudge(study.id);
  const remove = useRemoveJudge(study.id);
  const [chosen, setChosen] = useState<string>();
  const canChange = study.state !== 'closed' && !study.isJudgedElsewhere;
  const active = new Set(study.judgesList.filter((judge) => !judge.removedAt).map((judge) => judge.userId));
  const others = (options.data?.judges ?? []).filter((judge) => !active.has(judge.id));
  const columns: Column<StudyJudge>[] = [
    { key: 'name', header: t('name'), value: (judge) => judge.name, cell: (judge) => judge.name },
    {
      key: 'judgments',
      header: t('judgments'),
      isNumber: true,
      value: (judge) => judge.judgments,
      cell: (judge) => format.number(judge.judgments),
    },
    {
      key: 'state',
      header: t('state'),
      cell: (judge) =>
        judge.removedAt ? (
          <span className="text-ink-3">{t('removed')}</span>
        ) : canChange ? (
          <Button
            size="sm"
            variant="ghost"
            isBusy={remove.isPending && remove.variables === judge.userId}
            onClick={() => remove.mutate(judge.userId)}
          >
            {t('remove')}
          </Button>
        ) : (
          t('active')
        ),
    },
  ];
  return (
    <div className="flex flex-col gap-3">
      {(add.error ?? remove.error) && <Problem error={add.error ?? remove.error} />}
      <DataTable
        name="study-judges"
        label={t('title')}
        columns={columns}
        rows={study.judgesList}
        rowKey={(judge) => judge.userId}
        urlPrefix="judges-"
        toolbar={
          canChange && (
            <>
              <Select
                aria-label={t('choose')}
                placeholder={others.length > 0 ? t('choose') : t('none')}
                value={chosen}
                onChange={setChosen}
                disabled={others.length === 0}
                className="w-64"
                options={others.map((judge) => ({ value: judge.id, label: judge.name, note: judge.email }))}
              />
              <Button
                disabled={!chosen}
                isBusy={add.isPending}
                onClick={() => chosen && add.mutate(chosen, { onSuccess: () => setChosen(undefined) })}
              >
                <UserPlus aria-hidden />
                {t('add')}
              </Button>
            </>
          )
        }
        empty={<p className="rounded-lg border border-dashed py-8 text-center text-ink-3">{t('empty')}</p>}
      />
    </div>
  );
}
