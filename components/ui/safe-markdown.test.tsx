import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { SafeMarkdown } from './safe-markdown';
import { vocabularyOf } from './word-marks';

const htmlOf = (text: string, elsewhere?: string) =>
  render(<SafeMarkdown text={text} wordsElsewhere={elsewhere === undefined ? undefined : vocabularyOf(elsewhere)} />)
    .container.innerHTML;

describe('text that a model wrote', () => {
  it.each([
    ['a script', 'Yes.<script>alert(1)</script>', /<script/],
    ['raw HTML', 'Yes <img src=x onerror=alert(1)> no <iframe src="/x"></iframe>', /<(img|iframe)|onerror/],
    ['an image', 'See ![x](https://example.org/p.png)', /<img|src=/],
    ['a link', 'See [here](https://example.org) and [there](javascript:alert(1))', /<a|href/],
    ['a heading', '# Model name', /<h1/],
  ])('shows no %s', (_, text, forbidden) => {
    expect(htmlOf(text)).not.toMatch(forbidden);
  });

  it('keeps paragraphs, lists and emphasis', () => {
    const html = htmlOf('One **two**.\n\n- a\n- b');
    expect(html).toMatch(/<strong>two<\/strong>/);
    expect(html).toMatch(/<li>a<\/li>/);
  });

  it('keeps the words of what falls away', () => {
    render(<SafeMarkdown text="# Title\n\nSee [the act](https://example.org)." />);
    expect(screen.getByText(/Title/)).toBeTruthy();
    expect(screen.getByText(/the act/)).toBeTruthy();
  });

  it('sets citations alike and marks only words that the other text lacks', () => {
    const html = htmlOf('Notice takes thirty days [1].', 'Notice takes sixty days.');
    expect(html).toContain('<sup>[1]</sup>');
    expect(html).toContain('<mark>thirty</mark>');
    expect(html).not.toContain('<mark>Notice');
  });
});
