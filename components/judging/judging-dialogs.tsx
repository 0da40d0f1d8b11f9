'use client';
import { CircleCheck, CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { KeyboardSheet } from '@/components/ui/keyboard-sheet';
import type { DeskState, JudgingDesk } from './judging-desk';
import { SkipDialog } from './skip-dialog';

export type OpenDialog = 'skip' | 'keys' | 'protocol' | undefined;

type DialogsProps = {
  open: OpenDialog;
  onClose: () => void;
  protocol: string;
  desk: JudgingDesk;
  state: DeskState;
  onSkipped: () => void;
};

/** What lies over a pair: keys, instructions, reasons to skip, and what a training pair teaches. */
export function JudgingDialogs({ open, onClose, protocol, desk, state, onSkipped }: DialogsProps) {
  const t = useTranslations('judging');
  return (
    <>
      <JudgingKeys isOpen={open === 'keys'} onClose={onClose} />
      <Dialog isOpen={open === 'protocol'} onClose={onClose} title={t('protocol')}>
        <p className="whitespace-pre-line text-lg">{protocol || t('noProtocol')}</p>
      </Dialog>
      {open === 'skip' && (
        <SkipDialog
          onClose={onClose}
          onSkip={(reason, comment) => {
            desk.skip(reason, comment);
            onSkipped();
          }}
        />
      )}
      {state.feedback && <TrainingFeedback feedback={state.feedback} onRead={() => desk.readFeedback()} />}
    </>
  );
}

function TrainingFeedback({ feedback, onRead }: { feedback: NonNullable<DeskState['feedback']>; onRead: () => void }) {
  const t = useTranslations('judging.training');
  const Icon = feedback.isAsExpected ? CircleCheck : CircleX;
  return (
    <Dialog
      isOpen
      onClose={onRead}
      title={
        <span className="flex items-center gap-2">
          <Icon aria-hidden className={feedback.isAsExpected ? 'size-5 text-ok' : 'size-5 text-warning'} />
          {feedback.isAsExpected ? t('right') : t('other')}
        </span>
      }
      description={feedback.question}
      footer={
        <Button variant="primary" onClick={onRead} autoFocus>
          {t('goOn')}
        </Button>
      }
    >
      {feedback.explanation && <p className="whitespace-pre-line text-lg">{feedback.explanation}</p>}
      <p className="text-ink-3">{t('note')}</p>
    </Dialog>
  );
}

function JudgingKeys({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useTranslations('judging');
  return (
    <KeyboardSheet
      isOpen={isOpen}
      onClose={onClose}
      groups={[
        {
          title: t('choose'),
          keys: [
            { keys: ['←'], does: t('keys.left') },
            { keys: ['↓'], does: t('keys.tie') },
            { keys: ['→'], does: t('keys.right') },
            { keys: ['B'], does: t('keys.bothBad') },
            { keys: ['C'], does: t('keys.why') },
            { keys: ['S'], does: t('keys.skip') },
            { keys: ['Z'], does: t('keys.undo') },
          ],
        },
        {
          title: t('keys.reading'),
          keys: [
            { keys: ['O'], does: t('keys.sources') },
            { keys: ['D'], does: t('keys.marks') },
            { keys: ['+', '−'], does: t('keys.size') },
            { keys: ['P'], does: t('keys.protocol') },
            { keys: ['?'], does: t('keys.sheet') },
          ],
        },
      ]}
    />
  );
}
