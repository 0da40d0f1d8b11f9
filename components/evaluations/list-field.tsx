'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { parseNumbers } from './parse-list';

/** Numbers separated by commas, with their range said while they are wrong. */
export function NumbersField(props: {
  label: ReactNode;
  hint?: ReactNode;
  value: string;
  onChange: (text: string) => void;
  min: number;
  max: number;
  isWhole?: boolean;
}) {
  const t = useTranslations('evaluations.form');
  const { min, max, isWhole = true } = props;
  const isWrong = parseNumbers(props.value, { min, max, isWhole }) === undefined;
  return (
    <Field label={props.label} hint={props.hint} error={isWrong ? t('numbersWrong', { min, max }) : undefined}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** One number that may be left empty. */
export function NumberField(props: {
  label: ReactNode;
  hint?: ReactNode;
  value: string;
  onChange: (text: string) => void;
  min: number;
  max: number;
  isOptional?: boolean;
  isWhole?: boolean;
}) {
  const t = useTranslations('evaluations.form');
  const { min, max, isWhole = false, isOptional } = props;
  const isEmpty = props.value.trim() === '';
  const isWrong = isEmpty ? !isOptional : parseNumbers(props.value, { min, max, isWhole })?.length !== 1;
  return (
    <Field label={props.label} hint={props.hint} error={isWrong ? t('numberWrong', { min, max }) : undefined}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
