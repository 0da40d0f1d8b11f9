import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuditScreen } from '@/components/audit/audit-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('audit'))('title') });

export default function AuditPage() {
  return <AuditScreen />;
}
