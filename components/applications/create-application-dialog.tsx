'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Dialog } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { SecretDialog } from '@/components/ui/secret-dialog';
import { type ApplicationDraft, ApplicationFields, isUsablePoint, noCorpus } from './application-fields';
import { useCreateApplication } from './queries/create-application';
import { retrieveExample } from './retrieve-example';

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);

/** A new application; its first key is shown once, with a request to try. */
export function CreateApplicationDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('applications');
  const ui = useTranslations('ui');
  const router = useRouter();
  const create = useCreateApplication();
  const [draft, setDraft] = useState<ApplicationDraft>({
    name: '',
    instruction: '',
    corpusHash: noCorpus,
    budget: '60',
    depth: '10',
  });
  if (create.data) {
    const { id, key } = create.data;
    return (
      <SecretDialog
        title={t('create.keyTitle', { name: draft.name })}
        description={t('create.keyDetail')}
        secret={key.secret}
        label={t('create.keyLabel')}
        warning={t('create.keyOnce')}
        onClose={() => router.push(`/applications/${id}`)}
      >
        <CodeBlock label={t('create.tryIt')} code={retrieveExample(window.location.origin, key.secret)} />
      </SecretDialog>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A name in another script leaves no letters for an address; then the server makes one up.
    const slug = slugOf(draft.name);
    create.mutate({
      ...(slug ? { slug } : {}),
      name: draft.name.trim(),
      instruction: draft.instruction.trim(),
      corpusHash: draft.corpusHash === noCorpus ? null : draft.corpusHash,
      budget: Number(draft.budget),
      depth: Number(draft.depth),
    });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('create.open')}
      description={t('create.description')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button
            type="submit"
            form="create-application"
            variant="primary"
            disabled={!isUsablePoint(draft)}
            isBusy={create.isPending}
          >
            {t('create.submit')}
          </Button>
        </>
      }
    >
      <form id="create-application" onSubmit={submit} className="flex flex-col gap-4">
        <ApplicationFields
          draft={draft}
          onChange={(change) => setDraft((old) => ({ ...old, ...change }))}
          error={create.error}
        />
        {create.isError && <Problem error={create.error} />}
      </form>
    </Dialog>
  );
}
