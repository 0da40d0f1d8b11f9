'use client';
import { FileArchive, FileText, FolderUp, Upload, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type DragEvent, useRef, useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Progress } from '@/components/ui/progress';
import { useFormat } from '@/components/ui/use-format';
import { filesOfDrop, filesOfInput } from './choose-files';
import type { ChosenFile, UploadState } from './use-upload';

const shownAtMost = 8;

/** Takes files, a folder or an archive, by drop or by dialog, and shows how far they are sent. */
export function FileDrop({
  files,
  onChange,
  state,
  hint,
  label,
}: {
  files: readonly ChosenFile[];
  onChange: (files: ChosenFile[]) => void;
  state: UploadState | undefined;
  hint: string;
  label: string;
}) {
  const t = useTranslations('ui.upload');
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    onChange(await filesOfDrop(event.dataTransfer));
  };
  if (files.length > 0) return <ChosenFiles files={files} state={state} onClear={() => onChange([])} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way beside the two buttons
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={cn(
        'flex flex-col items-center gap-3 rounded-md border border-line-strong border-dashed bg-sunken px-4 py-8 text-center transition-colors',
        isOver && 'border-accent bg-accent-soft',
      )}
    >
      <Upload aria-hidden className="size-5 text-ink-3" />
      <div>
        <p className="font-medium">{label}</p>
        <p className="text-ink-3 text-xs">{hint}</p>
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        <Button size="sm" onClick={() => filesInput.current?.click()}>
          <FileText aria-hidden />
          {t('chooseFiles')}
        </Button>
        <Button size="sm" onClick={() => folderInput.current?.click()}>
          <FolderUp aria-hidden />
          {t('chooseFolder')}
        </Button>
      </div>
      <input
        ref={filesInput}
        type="file"
        multiple
        hidden
        aria-label={t('chooseFiles')}
        onChange={(event) => event.target.files && onChange(filesOfInput(event.target.files))}
      />
      <input
        ref={folderInput}
        type="file"
        hidden
        aria-label={t('chooseFolder')}
        {...{ webkitdirectory: '' }}
        onChange={(event) => event.target.files && onChange(filesOfInput(event.target.files))}
      />
    </div>
  );
}

function ChosenFiles({
  files,
  state,
  onClear,
}: {
  files: readonly ChosenFile[];
  state: UploadState | undefined;
  onClear: () => void;
}) {
  const t = useTranslations('ui.upload');
  const format = useFormat();
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <div className="flex flex-col gap-2 rounded-md border px-3 py-2">
      <div className="flex items-center justify-between gap-2">
        <span className="font-medium">{t('chosen', { count: files.length, size: format.bytes(totalBytes) })}</span>
        {!state && (
          <IconButton size="icon-sm" label={t('clear')} onClick={onClear}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      <ul className="flex flex-col gap-0.5 text-ink-2 text-xs">
        {files.slice(0, shownAtMost).map(({ name, file }) => (
          <li key={name} className="flex items-center justify-between gap-3">
            <span className="flex min-w-0 items-center gap-1.5">
              {/\.(zip|tar|tgz|gz)$/i.test(name) ? (
                <FileArchive aria-hidden className="size-3.5" />
              ) : (
                <FileText aria-hidden className="size-3.5" />
              )}
              <span className="truncate">{name}</span>
            </span>
            <span className="tabular shrink-0 text-ink-3">{format.bytes(file.size)}</span>
          </li>
        ))}
        {files.length > shownAtMost && (
          <li className="text-ink-3">{t('more', { count: files.length - shownAtMost })}</li>
        )}
      </ul>
      {state && (
        <Progress
          share={state.totalBytes > 0 ? state.sentBytes / state.totalBytes : undefined}
          label={t('sending')}
          note={t('sent', {
            sent: format.bytes(state.sentBytes),
            total: format.bytes(state.totalBytes),
            rate: format.bytes(state.bytesPerS),
          })}
        />
      )}
    </div>
  );
}
