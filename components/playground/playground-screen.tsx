'use client';
import { ArrowRightLeft, FlaskConical, Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button, LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { useUrlState } from '@/components/ui/use-url-state';
import type { PlaygroundChoice, TryQuery } from '@/lib/contracts/playground';
import { standings } from './compare-results';
import { OverlapNote } from './overlap-note';
import { usePlaygroundChoice } from './queries/get-choice';
import { useAnswer } from './queries/try-query';
import { SideChoice } from './side-choice';
import { readSide } from './side-in-address';
import { SideView } from './side-view';

/** One query to one or two configurations: what each finds, in which order, why, and how long it takes. */
export function PlaygroundScreen() {
  const t = useTranslations('playground');
  const choice = usePlaygroundChoice();
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <QueryView query={choice}>
        {(data) =>
          data.corpora.length === 0 ? (
            <EmptyState
              icon={FlaskConical}
              title={t('empty.title')}
              action={<LinkButton href="/datasets?import=open">{t('empty.action')}</LinkButton>}
            >
              {t('empty.detail')}
            </EmptyState>
          ) : (
            <Workbench choice={data} />
          )
        }
      </QueryView>
    </>
  );
}

function Workbench({ choice }: { choice: PlaygroundChoice }) {
  const t = useTranslations('playground');
  const [search, change] = useUrlState();
  const corpus = choice.corpora.find((candidate) => candidate.hash === search.get('corpus')) ?? choice.corpora[0];
  const asked = search.get('q') ?? '';
  const instruction = search.get('instruction') ?? corpus?.instructions[0]?.instruction ?? '';
  const isTwo = search.get('two') === '1' || search.has('b');
  const input = (name: 'a' | 'b'): TryQuery | undefined => {
    const side = readSide(search, name, choice);
    return asked && corpus && side
      ? { query: asked, corpusHash: corpus.hash, ...(instruction ? { instruction } : {}), side }
      : undefined;
  };
  const left = useAnswer(input('a'));
  const right = useAnswer(isTwo ? input('b') : undefined);
  const both = left.data && right.data && isTwo;
  return (
    <div className="flex flex-col gap-5">
      <QueryForm
        key={corpus?.hash}
        choice={choice}
        corpus={corpus}
        asked={asked}
        instruction={instruction}
        isBusy={left.isFetching || right.isFetching}
      />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Switch
          isOn={isTwo}
          onChange={(isOn) => change({ two: isOn ? '1' : undefined, b: undefined })}
          label={t('sideBySide')}
        />
        {both && <OverlapNote left={left.data} right={right.data} />}
        {isTwo && (
          <Button
            variant="ghost"
            onClick={() => change({ a: search.get('b') ?? undefined, b: search.get('a') ?? undefined, two: '1' })}
          >
            <ArrowRightLeft aria-hidden />
            {t('swap')}
          </Button>
        )}
      </div>
      <div className={isTwo ? 'grid items-start gap-5 lg:grid-cols-2' : 'max-w-4xl'}>
        <section aria-label={isTwo ? t('left') : t('one')} className="flex min-w-0 flex-col gap-3">
          <SideChoice name="a" choice={choice} corpusHash={corpus?.hash ?? ''} />
          <SideView
            answer={left}
            isAsked={asked !== ''}
            query={asked}
            standing={both ? standings(left.data.results, right.data.results) : undefined}
          />
        </section>
        {isTwo && (
          <section aria-label={t('right')} className="flex min-w-0 flex-col gap-3">
            <SideChoice name="b" choice={choice} corpusHash={corpus?.hash ?? ''} />
            <SideView
              answer={right}
              isAsked={asked !== ''}
              query={asked}
              standing={both ? standings(right.data.results, left.data.results) : undefined}
            />
          </section>
        )}
      </div>
    </div>
  );
}

type FormProps = {
  choice: PlaygroundChoice;
  corpus: PlaygroundChoice['corpora'][number] | undefined;
  asked: string;
  instruction: string;
  isBusy: boolean;
};

function QueryForm({ choice, corpus, asked, instruction, isBusy }: FormProps) {
  const t = useTranslations('playground');
  const [, change] = useUrlState();
  const [text, setText] = useState(asked);
  const [task, setTask] = useState(instruction);
  const ask = (query: string) =>
    change(
      {
        q: query.trim() || undefined,
        instruction: task === corpus?.instructions[0]?.instruction ? undefined : task || undefined,
      },
      { isStep: true },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(text);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <div className="flex flex-col gap-3 sm:flex-row">
        <div className="relative flex-1">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-3"
          />
          <Input
            type="search"
            aria-label={t('query')}
            placeholder={t('queryPlaceholder')}
            maxLength={8_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="h-10 pl-9 text-lg"
          />
        </div>
        <Select
          aria-label={t('corpus')}
          value={corpus?.hash}
          onChange={(hash) => change({ corpus: hash, instruction: undefined })}
          options={choice.corpora.map((option) => ({
            value: option.hash,
            label: option.name,
            note: t('documents', { count: option.documentCount }),
          }))}
          className="h-10 sm:w-60"
        />
        <Button type="submit" variant="primary" size="lg" isBusy={isBusy} disabled={text.trim() === ''}>
          {t('search')}
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        {corpus?.sampleQueries.slice(0, 4).map((sample) => (
          <button
            key={sample}
            type="button"
            onClick={() => {
              setText(sample);
              ask(sample);
            }}
            className="min-h-7 max-w-full truncate rounded-full border px-2.5 text-ink-2 text-xs transition-colors hover:bg-hover hover:text-ink pointer-coarse:min-h-11"
          >
            {sample}
          </button>
        ))}
      </div>
      <details>
        <summary className="w-fit rounded-sm text-ink-3 text-xs hover:text-ink">{t('instruction')}</summary>
        <Field
          label={<span className="sr-only">{t('instruction')}</span>}
          hint={t('instructionHint')}
          className="mt-2 max-w-2xl"
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={2_000}
              value={task}
              onChange={(event) => setTask(event.target.value)}
            />
          )}
        </Field>
      </details>
    </form>
  );
}
