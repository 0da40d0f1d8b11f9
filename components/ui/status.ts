/** The four status colours and the absence of one. Colour never stands alone: a word or a symbol says the same. */
export type Tone = 'neutral' | 'ok' | 'warning' | 'danger' | 'information' | 'accent';

export const toneText: Record<Tone, string> = {
  neutral: 'text-ink-2',
  ok: 'text-ok',
  warning: 'text-warning',
  danger: 'text-danger',
  information: 'text-information',
  accent: 'text-accent',
};

export const toneBox: Record<Tone, string> = {
  neutral: 'border-line-strong bg-sunken text-ink-2',
  ok: 'border-ok-line bg-ok-soft text-ok',
  warning: 'border-warning-line bg-warning-soft text-warning',
  danger: 'border-danger-line bg-danger-soft text-danger',
  information: 'border-information-line bg-information-soft text-information',
  accent: 'border-accent-line bg-accent-soft text-accent',
};

export const toneFill: Record<Tone, string> = {
  neutral: 'bg-control',
  ok: 'bg-ok',
  warning: 'bg-warning',
  danger: 'bg-danger',
  information: 'bg-information',
  accent: 'bg-accent',
};
