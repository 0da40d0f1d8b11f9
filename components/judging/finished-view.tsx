'use client';
import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button, LinkButton } from '@/components/ui/button';
import { useHotkeys } from '@/components/ui/use-hotkeys';
import { choiceKeys, PairView } from './pair-view';
import { useGuessItems, useSendGuess } from './queries/guesses';

/** The end of a study for one judge: a few guesses that measure the blinding, then thanks. */
export function FinishedView({ studyId, asksForGuess }: { studyId: string; asksForGuess: boolean }) {
  return asksForGuess ? <Guesses studyId={studyId} /> : <Thanks />;
}

function Thanks() {
  const t = useTranslations('judging.finished');
  return (
    <main className="mx-auto flex max-w-xl flex-1 flex-col items-center justify-center gap-4 px-4 text-center">
      <CircleCheck aria-hidden className="size-10 text-ok" />
      <h1 className="font-semibold text-xl">{t('title')}</h1>
      <p className="text-ink-2 text-lg">{t('detail')}</p>
      <LinkButton href="/judge" variant="primary" size="lg">
        {t('back')}
      </LinkButton>
    </main>
  );
}

function Guesses({ studyId }: { studyId: string }) {
  const t = useTranslations('judging');
  const items = useGuessItems(studyId);
  const send = useSendGuess(studyId);
  const [position, setPosition] = useState(0);
  const [hasSources, setHasSources] = useState(false);
  const item = items?.[position];
  const guess = (value: 'left' | 'right' | 'unknown') => {
    if (!item) return;
    send.mutate({ token: item.token, guess: value });
    setPosition(position + 1);
  };
  useHotkeys({
    [choiceKeys.left]: () => guess('left'),
    [choiceKeys.right]: () => guess('right'),
    [choiceKeys.tie]: () => guess('unknown'),
  });
  if (items && !item) return <Thanks />;
  return (
    <>
      <main className="scrollbar-slim min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[88rem] flex-col gap-1 px-4 pt-5 md:px-8">
          <p className="font-semibold text-lg">{t('guess.title')}</p>
          <p className="text-ink-2">{t('guess.detail')}</p>
        </div>
        {item && (
          <PairView
            item={item}
            reading={{ scale: 1.125, hasMarks: false, hasSources }}
            chosen={undefined}
            onToggleSources={() => setHasSources(!hasSources)}
          />
        )}
      </main>
      <footer className="border-t bg-canvas pb-safe">
        <div className="mx-auto flex max-w-xl gap-2 px-3 py-2.5">
          <Button size="lg" className="h-12 flex-1" onClick={() => guess('left')} disabled={!item}>
            ← {t('left')}
          </Button>
          <Button size="lg" className="h-12 flex-1" onClick={() => guess('unknown')} disabled={!item}>
            ↓ {t('guess.unknown')}
          </Button>
          <Button size="lg" className="h-12 flex-1" onClick={() => guess('right')} disabled={!item}>
            {t('right')} →
          </Button>
        </div>
      </footer>
    </>
  );
}
