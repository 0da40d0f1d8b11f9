'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { useMemo } from 'react';

const none = '–';
type Maybe = number | null | undefined;

/** Numbers, sizes and times in the words of the language; a missing value is a dash, never a zero. */
export function useFormat() {
  const format = useFormatter();
  const t = useTranslations('ui.units');
  return useMemo(() => {
    const number = (value: Maybe, digits = 0) =>
      value === null || value === undefined || Number.isNaN(value)
        ? none
        : format.number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return {
      number,
      /** A share in [0, 1] as percent. */
      percent: (share: Maybe, digits = 0) =>
        share === null || share === undefined ? none : `${number(share * 100, digits)} %`,
      /** With its sign, for differences. */
      signed: (value: Maybe, digits = 3) =>
        value === null || value === undefined
          ? none
          : format.number(value, {
              minimumFractionDigits: digits,
              maximumFractionDigits: digits,
              signDisplay: 'exceptZero',
            }),
      bytes: (sizeBytes: Maybe) => {
        if (sizeBytes === null || sizeBytes === undefined) return none;
        const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
        const power = sizeBytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(sizeBytes) / 3));
        return `${number(sizeBytes / 1000 ** power, power === 0 || sizeBytes / 1000 ** power >= 100 ? 0 : 1)} ${units[power]}`;
      },
      /** From microseconds to days, with two units at most. */
      duration: (ms: Maybe) => {
        if (ms === null || ms === undefined) return none;
        if (ms < 10) return `${number(ms, 2)} ms`;
        if (ms < 1_000) return `${number(ms, ms < 100 ? 1 : 0)} ms`;
        const seconds = ms / 1_000;
        if (seconds < 60) return t('seconds', { value: number(seconds, seconds < 10 ? 1 : 0) });
        const whole = Math.round(seconds);
        if (whole < 3_600) return t('minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
        if (whole < 86_400)
          return t('hours', { hours: Math.floor(whole / 3_600), minutes: Math.floor((whole % 3_600) / 60) });
        return t('days', { days: Math.floor(whole / 86_400), hours: Math.floor((whole % 86_400) / 3_600) });
      },
      dateTime: (at: string | Date) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium' }),
      dayTime: (at: string | Date) =>
        format.dateTime(new Date(at), { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
      /** A calendar day as the server counts it, whatever the time zone here. */
      shortDay: (day: string) =>
        format.dateTime(new Date(`${day.slice(0, 10)}T00:00:00Z`), { day: 'numeric', month: 'short', timeZone: 'UTC' }),
      clock: (at: string | Date) =>
        format.dateTime(new Date(at), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }),
      day: (at: string | Date) => format.dateTime(new Date(at), { dateStyle: 'medium' }),
      relative: (at: string | Date, now: Date) => format.relativeTime(new Date(at), now),
    };
  }, [format, t]);
}
