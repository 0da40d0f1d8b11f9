'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useHotkeys } from '@/components/ui/use-hotkeys';
import type { JudgeItem } from '@/lib/contracts/study';
import { ChoiceBar } from './choice-bar';
import type { DeskState, JudgingDesk } from './judging-desk';
import type { OpenDialog } from './judging-dialogs';
import { choiceKeys, PairView, type Reading, type Side } from './pair-view';
import { noReasons, type Reasons, ReasonsPanel } from './reasons-panel';
import { useVisibleTime } from './use-visible-time';

/** The quiet ring is seen, and the next pair is there within a tenth of a second. */
const ringMs = 70;

type PairDeskProps = {
  desk: JudgingDesk;
  state: DeskState;
  item: JudgeItem;
  reading: Reading;
  onReading: (change: Partial<Reading> | 'larger' | 'smaller') => void;
  onJudged: () => void;
  dialog: OpenDialog;
  onDialog: (dialog: OpenDialog) => void;
};

/** One pair with its keys. Everything said about a pair is forgotten with it. */
export function PairDesk(props: PairDeskProps) {
  const { desk, state, item, reading, onReading } = props;
  const t = useTranslations('judging');
  const [chosen, setChosen] = useState<Side | 'tie'>();
  const [isBothBad, setIsBothBad] = useState(false);
  const [hasReasons, setHasReasons] = useState(false);
  const [reasons, setReasons] = useState<Reasons>(noReasons);
  const [shown, setShown] = useState(item.token);
  const page = useRef<HTMLElement>(null);
  const elapsedMs = useVisibleTime(item.token);
  if (shown !== item.token) {
    setShown(item.token);
    setChosen(undefined);
    setIsBothBad(false);
    setHasReasons(false);
    setReasons(noReasons);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new pair begins at its question
  useEffect(() => {
    page.current?.scrollTo({ top: 0 });
  }, [item.token]);

  const choose = (choice: Side | 'tie') => {
    if (chosen || state.feedback) return;
    const durationMs = elapsedMs();
    setChosen(choice);
    const comment = reasons.comment.trim();
    setTimeout(() => {
      const isTaken = desk.vote({
        choice,
        isBothBad,
        tags: [...reasons.tags],
        ...(comment ? { comment } : {}),
        durationMs,
      });
      if (isTaken) props.onJudged();
      else setChosen(undefined);
    }, ringMs);
  };
  const toggleSources = () => onReading({ hasSources: !reading.hasSources });
  useHotkeys({
    [choiceKeys.left]: () => choose('left'),
    [choiceKeys.right]: () => choose('right'),
    [choiceKeys.tie]: () => choose('tie'),
    b: () => setIsBothBad(!isBothBad),
    c: () => setHasReasons(!hasReasons),
    s: () => props.onDialog('skip'),
    z: () => desk.undo(),
    'mod+z': () => desk.undo(),
    o: toggleSources,
    d: () => onReading({ hasMarks: !reading.hasMarks }),
    '+': () => onReading('larger'),
    '-': () => onReading('smaller'),
    p: () => props.onDialog('protocol'),
    '?': () => props.onDialog('keys'),
  });
  return (
    <>
      <main
        ref={page}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t('pair')}
        className="scrollbar-slim min-h-0 flex-1 overflow-y-auto outline-none"
      >
        <PairView item={item} reading={reading} chosen={chosen} onToggleSources={toggleSources} />
      </main>
      <footer className="border-t bg-canvas pb-safe">
        {hasReasons && <ReasonsPanel reasons={reasons} onChange={setReasons} />}
        <ChoiceBar
          onChoose={choose}
          chosen={chosen}
          isBothBad={isBothBad}
          onBothBad={() => setIsBothBad(!isBothBad)}
          hasReasons={hasReasons}
          onReasons={() => setHasReasons(!hasReasons)}
          onSkip={() => props.onDialog('skip')}
          onUndo={() => desk.undo()}
          canUndo={state.canUndo}
          onKeys={() => props.onDialog('keys')}
          isOff={chosen !== undefined || state.feedback !== undefined}
        />
      </footer>
    </>
  );
}
