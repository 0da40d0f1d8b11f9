'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import type { AnswerImportReport, StudyRecord } from '@/lib/contracts/studies';
import { FileTextField } from './file-text-field';
import { useImportAnswers, useImportJudgments } from './queries/change-study';

/** Fills both arms from files; says of each what was taken and what was not. */
export function ImportAnswersPanel({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.import');
  return (
    <Panel title={t('title')} description={t('description')}>
      <div className="grid items-start gap-6 md:grid-cols-2">
        <ArmImport study={study} arm="arm_a" />
        <ArmImport study={study} arm="arm_b" />
      </div>
      {study.state === 'draft' && <OutsideJudgments study={study} />}
    </Panel>
  );
}

function ArmImport({ study, arm }: { study: StudyRecord; arm: 'arm_a' | 'arm_b' }) {
  const t = useTranslations('studies');
  const send = useImportAnswers(study.id);
  const [content, setContent] = useState<string>();
  const there = study.answers?.[arm] ?? 0;
  const name = arm === 'arm_a' ? study.champion.name : study.challenger.name;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <FileTextField
        label={`${arm === 'arm_a' ? t('champion') : t('challenger')}: ${name}`}
        hint={there > 0 ? t('import.there', { there, total: study.queries }) : t('import.hint')}
        onChange={setContent}
      />
      <Button
        className="self-start"
        disabled={!content}
        isBusy={send.isPending}
        onClick={() => content && send.mutate({ arm, content })}
      >
        {there > 0 ? t('import.again') : t('import.send')}
      </Button>
      {send.data && <ImportReport report={send.data} />}
      {send.error && <Problem error={send.error} />}
    </div>
  );
}

function ImportReport({ report }: { report: AnswerImportReport }) {
  const t = useTranslations('studies.import');
  const { accepted, rows, missing, unknownQueries, duplicates, problems } = report;
  return (
    <Alert tone={missing.count > 0 || problems.length > 0 ? 'warning' : 'ok'} title={t('accepted', { accepted, rows })}>
      <ul className="list-disc pl-4">
        {missing.count > 0 && (
          <li>{t('missing', { count: missing.count, examples: missing.examples.slice(0, 5).join(', ') })}</li>
        )}
        {unknownQueries.count > 0 && <li>{t('unknown', { count: unknownQueries.count })}</li>}
        {duplicates.count > 0 && <li>{t('duplicates', { count: duplicates.count })}</li>}
        {problems.slice(0, 5).map((problem) => (
          <li key={problem.line}>{t('problem', { line: problem.line, message: problem.message })}</li>
        ))}
      </ul>
    </Alert>
  );
}

function OutsideJudgments({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.import');
  const send = useImportJudgments(study.id);
  const [content, setContent] = useState<string>();
  return (
    <details className="mt-5 border-t pt-4">
      <summary className="font-medium text-ink-2">{t('outside')}</summary>
      <div className="mt-3 flex max-w-xl flex-col gap-3">
        <p className="text-ink-3">{t('outsideDetail')}</p>
        <FileTextField label={t('judgments')} hint={t('judgmentsHint')} onChange={setContent} />
        <Button
          className="self-start"
          disabled={!content}
          isBusy={send.isPending}
          onClick={() => content && send.mutate(content)}
        >
          {t('sendJudgments')}
        </Button>
        {send.error && <Problem error={send.error} />}
      </div>
    </details>
  );
}
