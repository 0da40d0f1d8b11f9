/** Light, dark, or what the system says. Kept in a cookie: the server paints the right one, nothing flashes. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export const themeCookie = 'mixstage_theme';

export const isTheme = (value: unknown): value is Theme => themes.includes(value as Theme);

/** Changes the theme of the page at once and for the next visits. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there in every supported browser
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=31536000; samesite=lax`;
}

/** The theme the page shows now, as chosen (not as resolved). */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return isTheme(chosen) ? chosen : 'system';
}
