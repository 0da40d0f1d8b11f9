import { describe, expect, it } from 'vitest';
import { chooseLocale } from './locales';

describe('chooseLocale', () => {
  it('follows the cookie before the browser', () => {
    expect(chooseLocale('zh', 'en-GB,en;q=0.9')).toBe('zh');
  });
  it('ignores a cookie that names no language of the console', () => {
    expect(chooseLocale('xx', 'zh-CN')).toBe('zh');
  });
  it('takes the browser language with the highest weight that the console speaks', () => {
    expect(chooseLocale(undefined, 'fr-FR,en;q=0.4,zh-TW;q=0.8')).toBe('zh');
  });
  it('never takes a language the browser refuses', () => {
    expect(chooseLocale(undefined, 'zh;q=0')).toBe('en');
  });
  it('falls back to English without a usable header', () => {
    expect(chooseLocale(undefined, null)).toBe('en');
    expect(chooseLocale(undefined, ';;,')).toBe('en');
  });
});
