'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import type { Release, ReleaseRecord } from '@/lib/contracts/releases';
import { ConfigurationDiff } from './configuration-diff';
import { GatePanel } from './gate-panel';
import { usePromote } from './queries/move-release';

/** Shows what becomes different, what the gate says and whom it concerns; then asks for a reason and a typed word. */
export function PromoteDialog({
  release,
  live,
  onClose,
}: {
  release: ReleaseRecord;
  live: Release | undefined;
  onClose: () => void;
}) {
  const t = useTranslations('releases');
  const format = useFormat();
  const router = useRouter();
  const promote = usePromote(release.id);
  const reasons = [...release.gate.blockers, ...release.gate.doubts];
  const isBlocked = release.gate.blockers.some((blocker) => !blocker.isOverridable);
  const isOverride = !isBlocked && reasons.length > 0;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      size="lg"
      title={t('promote.title', { number: release.number })}
      description={live ? t('promote.replaces', { number: live.number }) : t('promote.first')}
      confirmLabel={isOverride ? t('promote.confirmOverride') : t('promote.confirm')}
      tone={isOverride ? 'danger' : 'primary'}
      reason="required"
      reasonHint={isOverride ? t('promote.overrideHint') : undefined}
      typedWord={`promote ${release.number}`}
      isBlocked={isBlocked}
      onConfirm={async (reason) => {
        const moved = await promote.mutateAsync({
          expectedVersion: release.pointerVersion,
          reason,
          overrides: reasons.map((entry) => entry.code),
        });
        toast.ok({
          title: t('promote.done', { number: moved.number }),
          description: moved.isCold ? t('promote.cold') : t('promote.took', { time: format.duration(moved.tookMs) }),
          ...(live
            ? {
                action: {
                  label: t('rollBack.to', { number: live.number }),
                  onClick: () => router.push(`/releases/${live.id}?rollback=open`),
                },
              }
            : {}),
        });
      }}
    >
      <ConfigurationDiff
        before={live?.configuration}
        after={release.configuration}
        beforeLabel={live ? t('liveNow', { number: live.number }) : t('nothingLive')}
        afterLabel={t('number', { number: release.number })}
      />
      <GatePanel gate={release.gate} />
    </ConfirmDialog>
  );
}
