'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import type { StudyRecord } from '@/lib/contracts/studies';
import { useCloseStudy } from './queries/change-study';

/** Unblinding: says what it ends, wants a reason and the name of the study. */
export function CloseStudyDialog({
  study,
  isEarly,
  isOpen,
  onClose,
}: {
  study: StudyRecord;
  isEarly: boolean;
  isOpen: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('studies.close');
  const router = useRouter();
  const close = useCloseStudy(study.id);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t('title')}
      description={t('description')}
      confirmLabel={isEarly ? t('confirmEarly') : t('confirm')}
      tone="danger"
      reason="required"
      typedWord={study.name}
      onConfirm={async (reason) => {
        await close.mutateAsync({ reason, confirmName: study.name, isEarly });
        toast.ok({ title: t('done') });
        router.push(`/studies/${study.id}/report`);
      }}
    >
      {isEarly && (
        <Alert tone="warning" title={t('earlyTitle')}>
          {t('earlyDetail')}
        </Alert>
      )}
    </ConfirmDialog>
  );
}
