import type { Locale } from './locales';
import { chinese } from './messages/chinese';
import { english, type Messages } from './messages/english';

/** Every message of both languages, for the server; the browser loads one language as a cached chunk (messages-provider). */
export const messages: Record<Locale, Messages> = { en: english, zh: chinese };
