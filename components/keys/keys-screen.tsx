'use client';
import { KeyRound, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceFilter, ClearFilters } from '@/components/ui/filter-bar';
import { PageHeader } from '@/components/ui/page-header';
import { Problem } from '@/components/ui/problem';
import { useUrlState } from '@/components/ui/use-url-state';
import { CreateKeyDialog } from './create-key-dialog';
import { KeyTable } from './key-table';
import { useKeys } from './queries/list-keys';

/** Every key to this installation: whose it is, whether it is used, and the way to end it. */
export function KeysScreen() {
  const t = useTranslations('keys');
  const keys = useKeys();
  const [search] = useUrlState();
  const [isCreating, setIsCreating] = useState(false);
  const rows = keys.data?.keys.filter(
    (key) =>
      (!search.get('kind') || key.kind === search.get('kind')) &&
      (!search.get('state') || (search.get('state') === 'active') === (key.revokedAt === null)),
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button variant="primary" onClick={() => setIsCreating(true)}>
            <Plus aria-hidden />
            {t('createOwn')}
          </Button>
        }
      />
      {keys.isError && !keys.data ? (
        <Problem error={keys.error} onRetry={() => keys.refetch()} />
      ) : (
        <KeyTable
          keys={rows}
          isLoading={keys.isPending}
          toolbar={
            <>
              <ChoiceFilter
                name="kind"
                label={t('column.kind')}
                options={[
                  { value: 'application', label: t('kind.application') },
                  { value: 'operator', label: t('kind.operator') },
                ]}
              />
              <ChoiceFilter
                name="state"
                label={t('column.state')}
                options={[
                  { value: 'active', label: t('active') },
                  { value: 'revoked', label: t('revoked') },
                ]}
              />
              <ClearFilters names={['kind', 'state']} />
            </>
          }
          empty={
            <EmptyState icon={KeyRound} title={t('emptyTitle')}>
              {t('emptyDetail')}
            </EmptyState>
          }
        />
      )}
      {isCreating && <CreateKeyDialog onClose={() => setIsCreating(false)} />}
    </>
  );
}
