'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Problem } from '@/components/ui/problem';
import { RadioCards } from '@/components/ui/radio-cards';
import type { ChooseWorkspace } from '@/lib/contracts/sample';
import { useChooseWorkspace } from './queries/choose-workspace';

type Choice = ChooseWorkspace['choice'];

/** The first question of a new installation: look around with the sample, or begin with nothing. */
export function SetupScreen() {
  const t = useTranslations('firstRun.setup');
  const [choice, setChoice] = useState<Choice>('sample');
  const choose = useChooseWorkspace();
  const submit = () =>
    // A whole load, so that no page keeps what it knew of the empty workspace.
    choose.mutate({ choice }, { onSuccess: () => window.location.assign('/') });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <RadioCards
        label={t('title')}
        value={choice}
        onChange={setChoice}
        options={[
          { value: 'sample', label: t('sample'), note: t('sampleNote') },
          { value: 'empty', label: t('empty'), note: t('emptyNote') },
        ]}
      />
      {choose.isError && <Problem error={choose.error} />}
      <Button type="submit" variant="primary" disabled={choose.isPending}>
        {t('begin')}
      </Button>
    </form>
  );
}
