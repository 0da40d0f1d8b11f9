'use client';
import { Ellipsis, UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge, StatusDot } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { type Column, DataTable } from '@/components/ui/data-table';
import { ChoiceFilter, ClearFilters, SearchFilter } from '@/components/ui/filter-bar';
import { Menu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { Problem, problemWords } from '@/components/ui/problem';
import { SecretDialog } from '@/components/ui/secret-dialog';
import { ExactTime, Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { useUrlState } from '@/components/ui/use-url-state';
import { roleSchema } from '@/lib/contracts/actor';
import type { Invitation, OneTimeLink, User } from '@/lib/contracts/users';
import { ChangeRoleDialog } from './change-role-dialog';
import { InviteDialog } from './invite-dialog';
import { useChangeUser } from './queries/change-user';
import { useCreateResetLink } from './queries/create-reset-link';
import { useUsers } from './queries/list-users';
import { useWithdrawInvitation } from './queries/withdraw-invitation';

type Open =
  | { kind: 'invite' }
  | { kind: 'role'; user: User }
  | { kind: 'switch'; user: User }
  | { kind: 'link'; link: OneTimeLink; name: string; purpose: 'invite' | 'reset' };

/** The people of this installation: invite, change roles, hand out reset links, switch off. */
export function UsersScreen({ ownId }: { ownId: string }) {
  const t = useTranslations('users');
  const role = useTranslations('shell.role');
  const users = useUsers();
  const change = useChangeUser();
  const reset = useCreateResetLink();
  const [search] = useUrlState();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const wanted = (search.get('q') ?? '').toLowerCase();
  const rows = users.data?.users.filter(
    (user) =>
      (!search.get('role') || user.role === search.get('role')) &&
      `${user.name} ${user.email}`.toLowerCase().includes(wanted),
  );
  const makeResetLink = (user: User) =>
    reset.mutate(user.id, {
      onSuccess: (link) => setOpen({ kind: 'link', link, name: user.name, purpose: 'reset' }),
      onError: (error) => toast.danger({ title: t('resetFailed'), description: problemWords(error) }),
    });
  const columns: Column<User>[] = [
    {
      key: 'name',
      header: t('column.name'),
      value: (user) => user.name,
      cell: (user) => (
        <span className="flex items-center gap-2 font-medium">
          {user.name}
          {user.id === ownId && <Badge>{t('you')}</Badge>}
        </span>
      ),
    },
    { key: 'email', header: t('column.email'), from: 'sm', value: (user) => user.email, cell: (user) => user.email },
    { key: 'role', header: t('column.role'), value: (user) => role(user.role), cell: (user) => role(user.role) },
    {
      key: 'state',
      header: t('column.state'),
      from: 'md',
      value: (user) => Number(user.isActive),
      cell: (user) => (
        <StatusDot tone={user.isActive ? 'ok' : 'neutral'}>{user.isActive ? t('active') : t('switchedOff')}</StatusDot>
      ),
    },
    {
      key: 'seen',
      header: t('column.seen'),
      from: 'md',
      value: (user) => user.seenAt,
      cell: (user) => (user.seenAt ? <Time at={user.seenAt} /> : t('never')),
    },
    {
      key: 'actions',
      header: '',
      className: 'w-12 text-right',
      cell: (user) => (
        <Menu
          trigger={
            <IconButton size="icon-sm" label={t('actionsOf', { name: user.name })}>
              <Ellipsis aria-hidden />
            </IconButton>
          }
          entries={[
            {
              kind: 'action',
              label: t('action.role'),
              onSelect: () => setOpen({ kind: 'role', user }),
              isDisabled: user.id === ownId,
            },
            { kind: 'action', label: t('action.reset'), onSelect: () => makeResetLink(user) },
            { kind: 'separator' },
            {
              kind: 'action',
              label: user.isActive ? t('action.switchOff') : t('action.switchOn'),
              isDanger: user.isActive,
              isDisabled: user.id === ownId,
              onSelect: () => setOpen({ kind: 'switch', user }),
            },
          ]}
        />
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button variant="primary" onClick={() => setOpen({ kind: 'invite' })}>
            <UserPlus aria-hidden />
            {t('invite')}
          </Button>
        }
      />
      {users.isError && !users.data && <Problem error={users.error} onRetry={() => users.refetch()} />}
      <DataTable
        name="users"
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(user) => user.id}
        isLoading={users.isPending}
        empty={<p className="py-8 text-center text-ink-3">{t('nobodyMatches')}</p>}
        toolbar={
          <>
            <SearchFilter label={t('search')} />
            <ChoiceFilter
              name="role"
              label={t('column.role')}
              options={roleSchema.options.map((value) => ({ value, label: role(value) }))}
            />
            <ClearFilters names={['q', 'role']} />
          </>
        }
      />
      {(users.data?.invitations.length ?? 0) > 0 && <Invitations invitations={users.data?.invitations ?? []} />}
      {open?.kind === 'invite' && (
        <InviteDialog
          onClose={close}
          onInvited={(link, name) => setOpen({ kind: 'link', link, name, purpose: 'invite' })}
        />
      )}
      {open?.kind === 'role' && <ChangeRoleDialog user={open.user} onClose={close} />}
      {open?.kind === 'switch' && (
        <ConfirmDialog
          isOpen
          onClose={close}
          title={
            open.user.isActive
              ? t('switchOffTitle', { name: open.user.name })
              : t('switchOnTitle', { name: open.user.name })
          }
          description={open.user.isActive ? t('switchOffDetail') : t('switchOnDetail')}
          confirmLabel={open.user.isActive ? t('action.switchOff') : t('action.switchOn')}
          tone={open.user.isActive ? 'danger' : 'primary'}
          onConfirm={async () => {
            await change.mutateAsync({ id: open.user.id, change: { isActive: !open.user.isActive } });
            toast.ok({
              title: open.user.isActive
                ? t('switchedOffDone', { name: open.user.name })
                : t('switchedOnDone', { name: open.user.name }),
            });
          }}
        />
      )}
      {open?.kind === 'link' && (
        <SecretDialog
          title={t(`link.${open.purpose}Title`, { name: open.name })}
          description={t('link.description')}
          secret={open.link.url}
          label={t('link.label')}
          warning={
            <>
              {t('link.once')} {t('link.until')} <ExactTime at={open.link.expiresAt} />
            </>
          }
          onClose={close}
        />
      )}
    </>
  );
}

function Invitations({ invitations }: { invitations: readonly Invitation[] }) {
  const t = useTranslations('users');
  const role = useTranslations('shell.role');
  const withdraw = useWithdrawInvitation();
  return (
    <Panel title={t('invitations.title')} description={t('invitations.description')} isFlush>
      <ul className="divide-y">
        {invitations.map((invitation) => (
          <li
            key={invitation.id}
            className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-1.5"
          >
            <span className="min-w-0">
              <span className="font-medium">{invitation.name}</span>{' '}
              <span className="text-ink-3">{invitation.email}</span>
            </span>
            <span className="flex items-center gap-4 text-ink-3">
              {role(invitation.role)}
              <span>
                {t('invitations.expires')} <ExactTime at={invitation.expiresAt} />
              </span>
              <Button
                size="sm"
                variant="ghost"
                disabled={withdraw.isPending}
                onClick={() =>
                  withdraw.mutate(invitation.id, {
                    onSuccess: () => toast.ok({ title: t('invitations.withdrawn', { name: invitation.name }) }),
                  })
                }
              >
                {t('invitations.withdraw')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
