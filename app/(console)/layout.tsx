import type { ReactNode } from 'react';
import { AppShell } from '@/components/shell/app-shell';
import { pageActor } from '@/lib/api/page-actor';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { name, email, role } = await pageActor();
  return <AppShell viewer={{ name, email, role }}>{children}</AppShell>;
}
