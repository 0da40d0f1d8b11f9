'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { RadioCards } from '@/components/ui/radio-cards';
import { toast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import type { Release } from '@/lib/contracts/releases';
import { ConfigurationDiff } from './configuration-diff';
import { withComponentOf } from './configuration-facts';
import { useRollBack } from './queries/move-release';

type Scope = 'whole' | 'embedder' | 'reranker';

/** Back to an earlier release: the whole of it, or one component beside the other as it is live. */
export function RollBackDialog({
  target,
  live,
  pointerVersion,
  onClose,
}: {
  target: Release;
  live: Release;
  pointerVersion: number;
  onClose: () => void;
}) {
  const t = useTranslations('releases');
  const format = useFormat();
  const rollBack = useRollBack();
  const [scope, setScope] = useState<Scope>('whole');
  const after =
    scope === 'whole' ? target.configuration : withComponentOf(live.configuration, target.configuration, scope);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      size="lg"
      title={t('rollBack.title', { number: target.number })}
      description={target.state === 'warm' ? t('rollBack.warm') : t('rollBack.cold')}
      confirmLabel={t('rollBack.confirm')}
      tone="danger"
      reason="required"
      typedWord={`roll back ${target.number}`}
      onConfirm={async (reason) => {
        const moved = await rollBack.mutateAsync({
          toReleaseId: target.id,
          expectedVersion: pointerVersion,
          reason,
          ...(scope === 'whole' ? {} : { component: scope }),
        });
        toast.ok({
          title: t('rollBack.done', { number: moved.number }),
          description: moved.isCold ? t('promote.cold') : t('promote.took', { time: format.duration(moved.tookMs) }),
        });
      }}
    >
      <RadioCards
        label={t('rollBack.scope')}
        value={scope}
        onChange={setScope}
        columns={3}
        options={[
          { value: 'whole', label: t('rollBack.whole'), note: t('rollBack.wholeNote', { number: target.number }) },
          { value: 'embedder', label: t('rollBack.embedder'), note: t('rollBack.componentNote') },
          { value: 'reranker', label: t('rollBack.reranker'), note: t('rollBack.componentNote') },
        ]}
      />
      <ConfigurationDiff
        before={live.configuration}
        after={after}
        beforeLabel={t('liveNow', { number: live.number })}
        afterLabel={t('rollBack.afterwards')}
      />
    </ConfirmDialog>
  );
}
