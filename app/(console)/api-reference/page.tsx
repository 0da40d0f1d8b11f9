import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApiReferenceScreen } from '@/components/api-reference/api-reference-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('apiReference'))('title'),
});

export default function ApiReferencePage() {
  return <ApiReferenceScreen />;
}
