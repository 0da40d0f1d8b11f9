'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Facts } from '@/components/ui/facts';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { issueFor, Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/query-view';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import type { Account } from '@/lib/contracts/account';
import { browserName } from './browser-name';
import { useChangePassword } from './queries/change-password';
import { useAccount } from './queries/get-account';
import { useSignOutEverywhere } from './queries/sign-out-everywhere';

/** The own account: who one is, the password, and the open sessions. */
export function AccountScreen() {
  const t = useTranslations('account');
  const role = useTranslations('shell.role');
  const account = useAccount();
  return (
    <>
      <PageHeader title={t('title')} />
      <QueryView query={account}>
        {(person) => (
          <div className="grid max-w-3xl gap-6">
            <Panel title={t('profile')}>
              <Facts
                facts={[
                  { label: t('name'), value: person.name },
                  { label: t('email'), value: person.email },
                  { label: t('role'), value: role(person.role) },
                ]}
              />
            </Panel>
            <PasswordPanel email={person.email} />
            <SessionsPanel sessions={person.sessions} />
          </div>
        )}
      </QueryView>
    </>
  );
}

function PasswordPanel({ email }: { email: string }) {
  const t = useTranslations('account.password');
  const auth = useTranslations('auth');
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeated, setRepeated] = useState('');
  const isDifferent = repeated !== '' && repeated !== next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (repeated !== next) return;
    change.mutate(
      { currentPassword: current, newPassword: next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
          setRepeated('');
          toast.ok({ title: t('done'), description: t('doneHint') });
        },
      },
    );
  };
  const currentIssue = issueFor(change.error, 'currentPassword');
  return (
    <Panel title={t('title')} description={t('description')}>
      <form onSubmit={submit} className="flex max-w-sm flex-col gap-4">
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field label={t('current')} isRequired error={currentIssue}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('new')} hint={auth('passwordHint')} isRequired error={issueFor(change.error, 'password')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              minLength={10}
              maxLength={128}
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        <Field label={auth('repeatPassword')} isRequired error={isDifferent ? auth('passwordsDiffer') : undefined}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              value={repeated}
              onChange={(event) => setRepeated(event.target.value)}
            />
          )}
        </Field>
        {change.isError && !currentIssue && <Problem error={change.error} />}
        <Button type="submit" variant="primary" className="self-start" disabled={isDifferent} isBusy={change.isPending}>
          {t('submit')}
        </Button>
      </form>
    </Panel>
  );
}

function SessionsPanel({ sessions }: { sessions: Account['sessions'] }) {
  const t = useTranslations('account.sessions');
  const everywhere = useSignOutEverywhere();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Panel
      title={t('title')}
      isFlush
      actions={
        <Button variant="secondary" onClick={() => setIsAsking(true)}>
          {t('everywhere')}
        </Button>
      }
    >
      <ul className="divide-y">
        {sessions.map((session) => (
          <li key={session.id} className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 px-4 py-2">
            <span className="flex items-center gap-2">
              {browserName(session.userAgent) ?? t('unknown')}
              {session.isCurrent && <Badge tone="ok">{t('current')}</Badge>}
            </span>
            <span className="tabular flex gap-3 text-ink-3">
              {session.ipAddress && <span>{session.ipAddress}</span>}
              <span>
                {t('seen')} <Time at={session.seenAt} />
              </span>
            </span>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={t('confirmTitle')}
        description={t('confirmDescription')}
        confirmLabel={t('everywhere')}
        tone="danger"
        onConfirm={async () => {
          await everywhere.mutateAsync();
          window.location.assign('/sign-in');
        }}
      />
    </Panel>
  );
}
