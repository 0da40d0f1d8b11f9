'use client';
import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  CircleHelp,
  MessageSquareText,
  SkipForward,
  ThumbsDown,
  Undo2,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Key } from '@/components/ui/keyboard-sheet';
import type { Side } from './pair-view';

type BarProps = {
  onChoose: (choice: Side | 'tie') => void;
  chosen: Side | 'tie' | undefined;
  isBothBad: boolean;
  onBothBad: () => void;
  hasReasons: boolean;
  onReasons: () => void;
  onSkip: () => void;
  onUndo: () => void;
  canUndo: boolean;
  onKeys: () => void;
  isOff: boolean;
};

/** Every action of a pair with its key: the choices in the middle and large, the rest quiet at the sides. */
export function ChoiceBar(props: BarProps) {
  const t = useTranslations('judging');
  const choice = (value: Side | 'tie') => ({
    onClick: () => props.onChoose(value),
    disabled: props.isOff,
    isChosen: props.chosen === value,
    label: t(value),
  });
  return (
    <div className="mx-auto grid w-full max-w-[88rem] gap-2 px-3 py-2.5 md:grid-cols-[1fr_auto_1fr] md:items-center md:px-8">
      <div className="order-2 flex items-center justify-between gap-1 md:order-none md:justify-start">
        <QuietButton
          icon={<ThumbsDown aria-hidden />}
          label={t('bothBad')}
          keyName="B"
          onClick={props.onBothBad}
          isPressed={props.isBothBad}
          disabled={props.isOff}
        />
        <QuietButton
          icon={<MessageSquareText aria-hidden />}
          label={t('why')}
          keyName="C"
          onClick={props.onReasons}
          isPressed={props.hasReasons}
          disabled={props.isOff}
        />
        <span className="contents md:hidden">
          <SideActions {...props} />
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced before every choice */}
      <div className="grid grid-cols-3 gap-2" role="group" aria-label={t('choose')}>
        <ChoiceButton {...choice('left')} keyLabel={<ArrowLeft aria-hidden className="size-3.5" />} />
        <ChoiceButton {...choice('tie')} keyLabel={<ArrowDown aria-hidden className="size-3.5" />} />
        <ChoiceButton {...choice('right')} keyLabel={<ArrowRight aria-hidden className="size-3.5" />} />
      </div>
      <div className="hidden items-center justify-end gap-1 md:flex">
        <SideActions {...props} />
      </div>
    </div>
  );
}

function SideActions({ onSkip, onUndo, canUndo, onKeys, isOff }: BarProps) {
  const t = useTranslations('judging');
  return (
    <>
      <QuietButton
        icon={<SkipForward aria-hidden />}
        label={t('skip.label')}
        keyName="S"
        onClick={onSkip}
        disabled={isOff}
      />
      <QuietButton icon={<Undo2 aria-hidden />} label={t('undo')} keyName="Z" onClick={onUndo} disabled={!canUndo} />
      <QuietButton icon={<CircleHelp aria-hidden />} label={t('keys.label')} keyName="?" onClick={onKeys} />
    </>
  );
}

function ChoiceButton({
  label,
  keyLabel,
  isChosen,
  ...rest
}: {
  label: string;
  keyLabel: ReactNode;
  isChosen: boolean;
  onClick: () => void;
  disabled: boolean;
}) {
  return (
    <button
      type="button"
      className={cn(
        'flex h-12 min-w-0 items-center justify-center gap-2.5 rounded-md border border-line-strong bg-surface px-3 font-medium text-lg shadow-sm transition-colors hover:bg-hover disabled:opacity-55 md:min-w-32',
        isChosen && 'border-accent bg-accent-soft',
      )}
      {...rest}
    >
      <span className="truncate">{label}</span>
      <span className="max-md:hidden">
        <Key>{keyLabel}</Key>
      </span>
    </button>
  );
}

function QuietButton({
  icon,
  label,
  keyName,
  isPressed,
  ...rest
}: {
  icon: ReactNode;
  label: string;
  keyName: string;
  isPressed?: boolean;
  onClick: () => void;
  disabled?: boolean;
}) {
  return (
    <button
      type="button"
      aria-pressed={isPressed}
      title={label}
      className={cn(
        'flex h-9 items-center gap-1.5 rounded-md px-2 text-base text-ink-2 transition-colors hover:bg-hover hover:text-ink disabled:opacity-45 max-md:h-11 max-md:min-w-11 max-md:justify-center [&_svg]:size-4',
        isPressed && 'bg-warning-soft text-warning hover:bg-warning-soft hover:text-warning',
      )}
      {...rest}
    >
      {icon}
      <span className="max-xl:sr-only">{label}</span>
      <span className="max-md:hidden">
        <Key>{keyName}</Key>
      </span>
    </button>
  );
}
