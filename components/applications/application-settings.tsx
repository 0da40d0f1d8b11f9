'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import type { ApplicationRecord } from '@/lib/contracts/applications';
import { type ApplicationDraft, ApplicationFields, isUsablePoint, noCorpus } from './application-fields';
import { useChangeApplication } from './queries/change-application';

/** Task and operating point of an application. */
export function ApplicationSettings({ application }: { application: ApplicationRecord }) {
  const t = useTranslations('applications');
  const ui = useTranslations('ui');
  const change = useChangeApplication(application.id);
  const [draft, setDraft] = useState<ApplicationDraft>({
    name: application.name,
    instruction: application.instruction,
    corpusHash: application.corpus?.hash ?? noCorpus,
    budget: String(application.operatingPoint.budget),
    depth: String(application.operatingPoint.depth),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      {
        name: draft.name.trim(),
        instruction: draft.instruction,
        corpusHash: draft.corpusHash === noCorpus ? null : draft.corpusHash,
        budget: Number(draft.budget),
        depth: Number(draft.depth),
      },
      { onSuccess: () => toast.ok({ title: t('saved'), description: t('savedDetail') }) },
    );
  };
  return (
    <Panel className="max-w-2xl">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <ApplicationFields
          draft={draft}
          onChange={(part) => setDraft((old) => ({ ...old, ...part }))}
          error={change.error}
        />
        {change.isError && <Problem error={change.error} />}
        <Button
          type="submit"
          variant="primary"
          className="self-start"
          disabled={!isUsablePoint(draft)}
          isBusy={change.isPending}
        >
          {ui('save')}
        </Button>
      </form>
    </Panel>
  );
}
