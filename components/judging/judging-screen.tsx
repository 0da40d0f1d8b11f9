'use client';
import { WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Problem } from '@/components/ui/problem';
import { SkeletonLines } from '@/components/ui/skeleton';
import { useStored } from '@/components/ui/use-stored';
import { DeskHeader } from './desk-header';
import { FinishedView } from './finished-view';
import { JudgingDialogs, type OpenDialog } from './judging-dialogs';
import { PairDesk } from './pair-desk';
import type { Reading } from './pair-view';
import { useJudgingDesk } from './use-judging-desk';

const scales = [1, 1.125, 1.25, 1.4375];
const breakAfter = 50;

/** Where somebody judges for hours: one pair, a bar of choices, and nothing that distracts or hints. */
export function JudgingScreen({ studyId, protocol }: { studyId: string; protocol: string }) {
  const { desk, state } = useJudgingDesk(studyId);
  const [reading, changeReading] = useReading();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [judgedHere, setJudgedHere] = useState(0);
  const [restedAt, setRestedAt] = useState(0);
  const [hasStarted, setHasStarted] = useState(false);
  const item = state.queue[0];
  const isIntro = !hasStarted && protocol !== '' && state.progress?.done === 0;
  const isFinished = !item && state.isExhausted && state.unsent === 0 && state.progress?.isFinished === true;
  return (
    <div className="flex h-dvh flex-col bg-canvas">
      <DeskHeader
        state={state}
        reading={reading}
        onReading={changeReading}
        hasProtocol={protocol !== ''}
        onProtocol={() => setDialog('protocol')}
      />
      <Notices
        state={state}
        shouldRest={judgedHere - restedAt >= breakAfter}
        onRested={() => setRestedAt(judgedHere)}
        judgedHere={judgedHere}
      />
      {isIntro ? (
        <Introduction protocol={protocol} onStart={() => setHasStarted(true)} />
      ) : item ? (
        <PairDesk
          desk={desk}
          state={state}
          item={item}
          reading={reading}
          onReading={changeReading}
          onJudged={() => setJudgedHere(judgedHere + 1)}
          dialog={dialog}
          onDialog={setDialog}
        />
      ) : isFinished ? (
        <FinishedView studyId={studyId} asksForGuess={state.progress?.asksForGuess === true} />
      ) : (
        <Waiting state={state} onRetry={desk.wake} />
      )}
      <JudgingDialogs
        open={dialog}
        onClose={() => setDialog(undefined)}
        protocol={protocol}
        desk={desk}
        state={state}
        onSkipped={() => setDialog(undefined)}
      />
      <p aria-live="polite" className="sr-only">
        {state.progress && <LiveWords done={state.progress.done} isOffline={state.isOffline} />}
      </p>
    </div>
  );
}

function LiveWords({ done, isOffline }: { done: number; isOffline: boolean }) {
  const t = useTranslations('judging');
  return isOffline ? t('offline.title') : done > 0 ? t('saved', { done }) : null;
}

function useReading(): [Reading, (change: Partial<Reading> | 'larger' | 'smaller') => void] {
  const [storedSize, storeSize] = useStored('judging.size');
  const [storedMarks, storeMarks] = useStored('judging.marks');
  const [hasSources, setHasSources] = useState(false);
  const size = Math.min(scales.length - 1, Math.max(0, Number(storedSize ?? 1) || 0));
  const reading = { scale: scales[size] ?? 1.125, hasMarks: storedMarks === 'on', hasSources };
  const change = (next: Partial<Reading> | 'larger' | 'smaller') => {
    if (next === 'larger') return storeSize(String(Math.min(scales.length - 1, size + 1)));
    if (next === 'smaller') return storeSize(String(Math.max(0, size - 1)));
    if (next.hasMarks !== undefined) storeMarks(next.hasMarks ? 'on' : null);
    if (next.hasSources !== undefined) setHasSources(next.hasSources);
  };
  return [reading, change];
}

type NoticeProps = {
  state: ReturnType<typeof useJudgingDesk>['state'];
  shouldRest: boolean;
  onRested: () => void;
  judgedHere: number;
};

function Notices({ state, shouldRest, onRested, judgedHere }: NoticeProps) {
  const t = useTranslations('judging');
  const width = 'mx-auto w-full max-w-[88rem] px-4 pt-3 md:px-8';
  return (
    <>
      {state.isOffline && (
        <div className={width}>
          <Alert
            tone="warning"
            title={
              <span className="inline-flex items-center gap-2">
                <WifiOff aria-hidden className="size-4" />
                {t('offline.title')}
              </span>
            }
          >
            {t('offline.detail', { count: state.unsent })}
          </Alert>
        </div>
      )}
      {state.refusal !== undefined && !state.isOffline && (
        <div className={width}>
          <Problem error={state.refusal} />
        </div>
      )}
      {state.wasLate && (
        <div className={width}>
          <Alert tone="information">{t('late')}</Alert>
        </div>
      )}
      {shouldRest && (
        <div className={width}>
          <Alert
            tone="information"
            title={t('rest.title', { count: judgedHere })}
            action={
              <Button size="sm" onClick={onRested}>
                {t('rest.done')}
              </Button>
            }
          >
            {t('rest.detail')}
          </Alert>
        </div>
      )}
    </>
  );
}

function Introduction({ protocol, onStart }: { protocol: string; onStart: () => void }) {
  const t = useTranslations('judging');
  return (
    <main className="scrollbar-slim min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-2xl flex-col gap-6 px-4 py-10">
        <h1 className="font-semibold text-xl">{t('protocol')}</h1>
        <p className="whitespace-pre-line text-read">{protocol}</p>
        <Button variant="primary" size="lg" className="self-start" autoFocus onClick={onStart}>
          {t('start')}
        </Button>
      </div>
    </main>
  );
}

function Waiting({ state, onRetry }: { state: NoticeProps['state']; onRetry: () => void }) {
  const t = useTranslations('judging');
  return (
    <main className="mx-auto w-full max-w-[88rem] flex-1 px-4 py-10 md:px-8">
      {state.isExhausted && state.progress && !state.progress.isFinished ? (
        <div className="flex flex-col items-start gap-3">
          <p className="text-read">{t('waiting')}</p>
          <Button onClick={onRetry}>{t('askAgain')}</Button>
        </div>
      ) : (
        <SkeletonLines lines={8} className="max-w-3xl" />
      )}
    </main>
  );
}
