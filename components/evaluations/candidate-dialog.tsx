'use client';
import { Rocket } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { useCreateCandidate } from './queries/create-candidate';
import { useEvaluationChoice } from './queries/get-choice';
import { useLabels } from './use-labels';

/** Makes the configuration of a cell a candidate release; shown to those who may. */
export function CandidateButton({ evaluation, cell }: { evaluation: Evaluation; cell: string }) {
  const t = useTranslations('evaluations.candidate');
  const router = useRouter();
  const create = useCreateCandidate(evaluation.id);
  const mayAct = useEvaluationChoice();
  const { cell: nameOf } = useLabels(evaluation);
  const [isOpen, setIsOpen] = useState(false);
  if (mayAct.isError) return null;
  if (evaluation.liveCell === cell)
    return (
      <Link href="/releases" className="text-accent hover:underline">
        {t('isLive')}
      </Link>
    );
  const hasChanges = evaluation.kind === 'grid' && evaluation.liveCell !== null;
  return (
    <>
      <Button variant="primary" onClick={() => setIsOpen(true)} className="print-hidden">
        <Rocket aria-hidden />
        {t('open')}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t('title')}
        description={t('detail')}
        confirmLabel={t('confirm')}
        reason="required"
        onConfirm={async (reason) => {
          const release = await create.mutateAsync({ cell, reason });
          toast.ok({ title: t('done', { number: release.number }) });
          router.push(`/releases/${release.id}`);
        }}
      >
        <p className="font-medium">{nameOf(cell)}</p>
        <p className="text-ink-2">
          {t(evaluation.kind === 'advice' ? 'noEvidence' : hasChanges ? 'withChanges' : 'withoutChanges')}
        </p>
      </ConfirmDialog>
    </>
  );
}
