'use client';
import { Search, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from './button';
import { Input } from './input';
import { type Option, Select } from './select';
import { useUrlState } from './use-url-state';

const all = '__all';

/** A search box that writes itself into the address a moment after the last key. */
export function SearchFilter({ name = 'q', label, className }: { name?: string; label: string; className?: string }) {
  const [search, change] = useUrlState();
  const inUrl = search.get(name) ?? '';
  const [text, setText] = useState(inUrl);
  const [seen, setSeen] = useState(inUrl);
  // The address may change from outside (back button, a link): then it wins over what stands in the box.
  if (seen !== inUrl) {
    setSeen(inUrl);
    setText(inUrl);
  }
  useEffect(() => {
    if (text === inUrl) return;
    const timer = setTimeout(() => change({ [name]: text.trim() || undefined }), 200);
    return () => clearTimeout(timer);
  }, [text, inUrl, change, name]);
  return (
    <div className={className ?? 'relative w-full sm:w-60'}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-8"
      />
    </div>
  );
}

/** One filter with a few values, in the address. */
export function ChoiceFilter({ name, label, options }: { name: string; label: string; options: readonly Option[] }) {
  const t = useTranslations('ui.filter');
  const [search, change] = useUrlState();
  const value = search.get(name) ?? all;
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={(next) => change({ [name]: next === all ? undefined : next })}
      options={[{ value: all, label: t('all', { label }) }, ...options]}
      className="w-auto min-w-32 max-w-52"
    />
  );
}

/** Takes every named filter back. Shows itself only when one is set. */
export function ClearFilters({ names }: { names: readonly string[] }) {
  const t = useTranslations('ui.filter');
  const [search, change] = useUrlState();
  if (!names.some((name) => search.get(name))) return null;
  return (
    <Button variant="ghost" onClick={() => change(Object.fromEntries(names.map((name) => [name, undefined])))}>
      <X aria-hidden />
      {t('clear')}
    </Button>
  );
}
