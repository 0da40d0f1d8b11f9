/** The languages of the console. Corpus texts keep their own language; these are the words around them. */
export const locales = ['en', 'zh'] as const;
export type Locale = (typeof locales)[number];

export const localeNames: Record<Locale, string> = { en: 'English', zh: '简体中文' };

/** What stands in the `lang` attribute: the script matters for fonts and screen readers. */
export const localeTags: Record<Locale, string> = { en: 'en', zh: 'zh-Hans' };

/** Set when a person chooses a language, and at sign-in from the language kept with the person. */
export const localeCookie = 'mixstage_locale';
/** The browser's time zone, so that the server prints the same times as the browser. */
export const timeZoneCookie = 'mixstage_time_zone';

export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale);

/**
 * The language for a request: the cookie's, else the first language of `Accept-Language` that the console speaks, else English.
 */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter((entry) => entry.weight > 0)
    .sort((left, right) => right.weight - left.weight);
  return wanted.map((entry) => entry.language).find(isLocale) ?? 'en';
}
