'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { RadioCards } from '@/components/ui/radio-cards';
import { skipReasons } from '@/lib/contracts/judging';
import type { SkipItem } from '@/lib/contracts/study';

/** Why a pair is given back; somebody else may get it. */
export function SkipDialog({
  onSkip,
  onClose,
}: {
  onSkip: (reason: SkipItem['reason'], comment: string | undefined) => void;
  onClose: () => void;
}) {
  const t = useTranslations('judging.skip');
  const ui = useTranslations('ui');
  const [reason, setReason] = useState<SkipItem['reason']>();
  const [comment, setComment] = useState('');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('title')}
      description={t('description')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button
            variant="primary"
            disabled={!reason}
            onClick={() => reason && onSkip(reason, comment.trim() || undefined)}
          >
            {t('confirm')}
          </Button>
        </>
      }
    >
      <RadioCards
        label={t('title')}
        value={reason}
        onChange={setReason}
        options={skipReasons.map((value) => ({ value, label: t(`reason.${value}`) }))}
      />
      {reason === 'other' && (
        <Field label={t('comment')}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={2_000}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
          )}
        </Field>
      )}
    </Dialog>
  );
}
