'use client';
import { ArrowUpRight, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ExactTime } from '@/components/ui/time';
import type { Move } from '@/lib/contracts/releases';

/** Moves of the live pointer, newest first: from what to what, who, when, why. */
export function MoveList({ moves }: { moves: readonly Move[] }) {
  const t = useTranslations('releases');
  return (
    <ol className="divide-y">
      {moves.map((move) => (
        <li key={move.version} className="flex gap-3 px-4 py-3">
          <span
            aria-hidden
            className="mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-full border bg-sunken text-ink-2"
          >
            {move.kind === 'promote' ? <ArrowUpRight className="size-3.5" /> : <RotateCcw className="size-3.5" />}
          </span>
          <div className="flex min-w-0 flex-1 flex-col gap-0.5">
            <p>
              {t.rich(move.from ? `history.${move.kind}From` : `history.${move.kind}`, {
                to: move.to.number,
                from: move.from?.number ?? 0,
                link: (chunks) => (
                  <Link href={`/releases/${move.to.id}`} className="font-medium hover:underline">
                    {chunks}
                  </Link>
                ),
              })}
            </p>
            <p className="break-words text-ink-2">{move.reason}</p>
            <p className="text-ink-3 text-xs">
              {move.actor.name} · <ExactTime at={move.at} />
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
