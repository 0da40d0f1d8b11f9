'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button, LinkButton } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import { useChooseWorkspace } from './queries/choose-workspace';
import { useSample } from './queries/get-sample';
import { useRemoveSample } from './queries/remove-sample';

/** How the sample stands: its installation while it runs, a way to finish or remove it. Silent where there is none. */
export function SamplePanel() {
  const t = useTranslations('firstRun.sample');
  const sample = useSample();
  const [isRemoving, setIsRemoving] = useState(false);
  const install = useChooseWorkspace();
  const remove = useRemoveSample();
  const state = sample.data?.state;
  if (state === 'installing' && sample.data?.jobId) {
    return (
      <Alert
        tone="information"
        title={t('installing')}
        action={
          <LinkButton size="sm" href={`/jobs/${sample.data.jobId}`}>
            {t('watch')}
          </LinkButton>
        }
      >
        {t('installingDetail')}
      </Alert>
    );
  }
  if (state === 'failed') {
    const again = () => install.mutate({ choice: 'sample' }, { onSettled: () => sample.refetch() });
    return (
      <Alert
        tone="warning"
        title={t('failed')}
        action={
          <Button size="sm" disabled={install.isPending} onClick={again}>
            {t('again')}
          </Button>
        }
      >
        {t('failedDetail')}
      </Alert>
    );
  }
  if (state !== 'installed') return null;
  return (
    <Alert
      tone="information"
      title={t('installed')}
      action={
        <Button size="sm" onClick={() => setIsRemoving(true)}>
          {t('remove')}
        </Button>
      }
    >
      {t('installedDetail')}
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => setIsRemoving(false)}
        title={t('removeTitle')}
        description={t('removeDetail')}
        confirmLabel={t('remove')}
        tone="danger"
        typedWord="sample"
        onConfirm={async () => {
          await remove.mutateAsync();
          toast.ok({ title: t('removed') });
        }}
      />
    </Alert>
  );
}
