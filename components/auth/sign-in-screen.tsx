'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { ApiError } from '@/lib/api/browser-client';
import { AuthFrame } from './auth-frame';
import { useSignIn } from './queries/sign-in';
import { safeTarget } from './safe-target';

/** Asks for e-mail address and password and leads back to where the person wanted to go. */
export function SignInScreen({ next }: { next: string | undefined }) {
  const t = useTranslations('auth');
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password }, { onSuccess: () => window.location.assign(safeTarget(next)) });
  };
  return (
    <AuthFrame title={t('signIn.title')} description={t('signIn.description')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('email')} isRequired>
          {(control) => (
            <Input
              {...control}
              type="email"
              name="email"
              autoComplete="username"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              className="h-9"
            />
          )}
        </Field>
        <Field label={t('password')} isRequired>
          {(control) => (
            <Input
              {...control}
              type="password"
              name="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              className="h-9"
            />
          )}
        </Field>
        <SignInProblem error={signIn.error} />
        <Button type="submit" variant="primary" size="lg" isBusy={signIn.isPending || signIn.isSuccess}>
          {t('signIn.submit')}
        </Button>
        <p className="text-ink-3 text-xs">{t('signIn.forgotten')}</p>
      </form>
    </AuthFrame>
  );
}

/** The session service answers in its own dialect; these are the three answers a person can do something about. */
function SignInProblem({ error }: { error: Error | null }) {
  const t = useTranslations('auth.signIn');
  if (!error) return null;
  if (error instanceof ApiError) {
    if (error.status === 401) return <Alert tone="danger">{t('wrong')}</Alert>;
    if (error.status === 403) return <Alert tone="danger">{t('switchedOff')}</Alert>;
    if (error.status === 429) return <Alert tone="danger">{t('tooMany')}</Alert>;
  }
  return <Problem error={error} />;
}
