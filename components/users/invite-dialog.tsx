'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { issueFor, Problem } from '@/components/ui/problem';
import type { Role } from '@/lib/contracts/actor';
import type { OneTimeLink } from '@/lib/contracts/users';
import { useInviteUser } from './queries/invite-user';
import { RoleChoice } from './role-choice';

export function InviteDialog({
  onClose,
  onInvited,
}: {
  onClose: () => void;
  onInvited: (link: OneTimeLink, name: string) => void;
}) {
  const t = useTranslations('users');
  const auth = useTranslations('auth');
  const ui = useTranslations('ui');
  const invite = useInviteUser();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(
      { name: name.trim(), email: email.trim(), role },
      { onSuccess: (link) => onInvited(link, name.trim()) },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('inviteTitle')}
      description={t('inviteDetail')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button type="submit" form="invite" variant="primary" isBusy={invite.isPending}>
            {t('inviteSubmit')}
          </Button>
        </>
      }
    >
      <form id="invite" onSubmit={submit} className="flex flex-col gap-4">
        <Field label={auth('name')} isRequired error={issueFor(invite.error, 'name')}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={auth('email')} isRequired error={issueFor(invite.error, 'email')}>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <RoleChoice value={role} onChange={setRole} />
        {invite.isError && <Problem error={invite.error} />}
      </form>
    </Dialog>
  );
}
