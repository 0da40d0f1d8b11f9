'use client';
import { KeyRound, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CreateKeyDialog } from '@/components/keys/create-key-dialog';
import { KeyTable } from '@/components/keys/key-table';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import type { ApplicationRecord } from '@/lib/contracts/applications';
import { retrieveExample } from './retrieve-example';

/** The keys of an application, and a request to try them with. */
export function ApplicationKeys({ application }: { application: ApplicationRecord }) {
  const t = useTranslations('applications');
  const [isCreating, setIsCreating] = useState(false);
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  return (
    <div className="flex flex-col gap-6">
      <Panel
        title={t('tab.keys')}
        isFlush
        actions={
          <Button onClick={() => setIsCreating(true)}>
            <Plus aria-hidden />
            {t('newKey')}
          </Button>
        }
      >
        <KeyTable
          keys={application.keys}
          hasOwner={false}
          empty={<EmptyState icon={KeyRound} title={t('noKeys')} className="border-0" />}
        />
      </Panel>
      <CodeBlock label={t('create.tryIt')} code={retrieveExample(origin, '<key>')} className="max-w-3xl" />
      {isCreating && <CreateKeyDialog applicationId={application.id} onClose={() => setIsCreating(false)} />}
    </div>
  );
}
