'use client';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Field } from '@/components/ui/field';
import { useFormat } from '@/components/ui/use-format';

/** A small text file, read in the browser and sent as part of a form. */
export function FileTextField({
  label,
  hint,
  error,
  onChange,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  onChange: (content: string | undefined, fileName: string) => void;
}) {
  const t = useTranslations('studies');
  const format = useFormat();
  const [file, setFile] = useState<{ name: string; sizeBytes: number }>();
  return (
    <Field
      label={label}
      hint={file ? t('fileChosen', { name: file.name, size: format.bytes(file.sizeBytes) }) : hint}
      error={error}
    >
      {(control) => (
        <input
          {...control}
          type="file"
          accept=".jsonl,.json,.csv,.tsv,.txt"
          className="w-full rounded-md border border-control/70 bg-surface text-ink-2 file:mr-3 file:h-8 file:border-0 file:border-r file:bg-sunken file:px-3 file:font-medium file:text-ink pointer-coarse:file:h-11"
          onChange={async (event) => {
            const chosen = event.target.files?.[0];
            setFile(chosen && { name: chosen.name, sizeBytes: chosen.size });
            onChange(await chosen?.text(), chosen?.name ?? '');
          }}
        />
      )}
    </Field>
  );
}
