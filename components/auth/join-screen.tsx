'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { Button, LinkButton } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { issueFor, Problem } from '@/components/ui/problem';
import { SkeletonLines } from '@/components/ui/skeleton';
import type { LinkView } from '@/lib/contracts/account';
import { AuthFrame } from './auth-frame';
import { useAcceptLink } from './queries/accept-link';
import { useLink } from './queries/read-link';
import { useSignIn } from './queries/sign-in';

const subscribeToHash = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

/** What a one-time link opens: set-up of the first admin, an invitation, or a new password. The token stays in the fragment, which no server log sees. */
export function JoinScreen() {
  const t = useTranslations('auth.join');
  const token = useSyncExternalStore(
    subscribeToHash,
    () => window.location.hash.slice(1),
    () => undefined,
  );
  const link = useLink(token ?? '');
  if (token === '' || link.isError) {
    return (
      <AuthFrame title={t('brokenTitle')} description={t('brokenDescription')}>
        <div className="flex flex-col gap-4">
          {link.isError && <Problem error={link.error} />}
          <LinkButton href="/sign-in" size="lg">
            {t('toSignIn')}
          </LinkButton>
        </div>
      </AuthFrame>
    );
  }
  if (!token || !link.data) {
    return (
      <AuthFrame title={t('loading')}>
        <SkeletonLines lines={5} />
      </AuthFrame>
    );
  }
  return <JoinForm token={token} link={link.data} />;
}

function JoinForm({ token, link }: { token: string; link: LinkView }) {
  const t = useTranslations('auth');
  const role = useTranslations('shell.role');
  const accept = useAcceptLink();
  const signIn = useSignIn();
  const [name, setName] = useState(link.name ?? '');
  const [email, setEmail] = useState(link.email ?? '');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const isDifferent = repeated !== '' && repeated !== password;
  const isReset = link.purpose === 'reset';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (repeated !== password) return;
    const person = isReset ? {} : { name: name.trim(), ...(link.email ? {} : { email: email.trim() }) };
    const accepted = await accept.mutateAsync({ token, password, ...person }).catch(() => undefined);
    if (!accepted) return;
    await signIn.mutateAsync({ email: accepted.email, password }).catch(() => undefined);
    // Signed in or not, the link is used: the address must not keep it.
    window.location.replace('/');
  };

  const description = {
    setup: t('join.setupDescription'),
    invite: t('join.inviteDescription', { role: link.role ? role(link.role) : '' }),
    reset: t('join.resetDescription', { email: link.email ?? '' }),
  }[link.purpose];
  return (
    <AuthFrame title={t(`join.${link.purpose}Title`)} description={description}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!isReset && (
          <>
            <Field label={t('name')} isRequired error={issueFor(accept.error, 'name')}>
              {(control) => (
                <Input
                  {...control}
                  autoComplete="name"
                  maxLength={120}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                  className="h-9"
                />
              )}
            </Field>
            <Field label={t('email')} isRequired error={issueFor(accept.error, 'email')}>
              {(control) => (
                <Input
                  {...control}
                  type="email"
                  autoComplete="username"
                  value={email}
                  readOnly={link.email !== null}
                  onChange={(event) => setEmail(event.target.value)}
                  className="h-9 read-only:bg-sunken"
                />
              )}
            </Field>
          </>
        )}
        <Field
          label={isReset ? t('newPassword') : t('password')}
          hint={t('passwordHint')}
          isRequired
          error={issueFor(accept.error, 'password')}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              minLength={10}
              maxLength={128}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              className="h-9"
            />
          )}
        </Field>
        <Field label={t('repeatPassword')} isRequired error={isDifferent ? t('passwordsDiffer') : undefined}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              value={repeated}
              onChange={(event) => setRepeated(event.target.value)}
              className="h-9"
            />
          )}
        </Field>
        {accept.isError && <Problem error={accept.error} />}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          disabled={isDifferent}
          isBusy={accept.isPending || accept.isSuccess}
        >
          {t(`join.${link.purpose}Submit`)}
        </Button>
      </form>
    </AuthFrame>
  );
}
