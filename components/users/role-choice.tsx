'use client';
import { useTranslations } from 'next-intl';
import { RadioCards } from '@/components/ui/radio-cards';
import { type Role, roleSchema } from '@/lib/contracts/actor';

/** A role with what it may do, in a sentence each. */
export function RoleChoice({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const t = useTranslations('users');
  const role = useTranslations('shell.role');
  return (
    <RadioCards
      label={t('column.role')}
      value={value}
      onChange={onChange}
      columns={2}
      options={roleSchema.options.map((option) => ({
        value: option,
        label: role(option),
        note: t(`roleNote.${option}`),
      }))}
    />
  );
}
