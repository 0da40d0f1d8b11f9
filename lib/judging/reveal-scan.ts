/** A phrase that could tell a judge which system wrote an answer, or that speaks to the judge. */
export type RevealFlag = {
  kind: 'system_name' | 'stage_word' | 'self_introduction' | 'speaks_to_judge' | 'arm_name';
  /** what was found, at most 80 characters, for the operator's eyes only */
  phrase: string;
  index: number;
};

/** Names of models and their makers that have no other common meaning. */
const modelNames =
  /\b(?:chat\s?-?gpt|gpt-?\s?[345](?:[.-]?\w{1,6})?|openai|anthropic|claude(?=[\s-]?(?:\d|opus|sonnet|haiku|instant))|google\s+gemini|gemini(?=[\s-]?(?:\d|pro|ultra|flash))|google\s+bard|deepmind|llama[\s-]?\d[\w.-]*|meta\s+ai|mixtral|mistral(?:\s+ai|[\s-]\d\w*)?|qwen[\w.-]*|baichuan[\w.-]*|deepseek[\w.-]*|chatglm[\w.-]*|internlm[\w.-]*|ernie\s+bot|moonshot\s+ai|kimi(?=\s+(?:ai|k\d))|doubao|vicuna[\w.-]*|phi-\d[\w.-]*|yi-\d+b|command[\s-]r\+?|grok-?\d)\b|通义千问|通义|文心一言|百川(?:大模型|智能)|智谱(?:清言|AI)?|讯飞星火|豆包(?:大模型)?|月之暗面|深度求索|腾讯混元|盘古大模型/giu;

/** Words of this product that name a training stage or a part. */
const stageWords =
  /\b(?:stage[\s-]?[0-3]\b(?=\s*(?:model|embedder|reranker|checkpoint))|(?:stage-[0-3]))|\blora\s+(?:adapter|stage)|\b(?:embedder|re-?ranker|checkpoint|fine-?tuned model|base model)\b/giu;

/** A sentence in which the answer speaks about its author. */
const selfIntroduction =
  /(?:^|(?<=[.!?。！？\n]))[ \t]*(?:(?:hello|hi|您好|你好)[,，!！。\s]*)?(?:as an?\s+(?:\w+\s+){0,3}(?:ai|artificial intelligence|language model|assistant)[^.!?。！？\n,，]*[,，]?|i(?:'| a)m an?\s+(?:\w+\s+){0,3}(?:ai|language model|assistant)[^.!?。！？\n]*[.!?]?|(?:作为|我是)(?:一个|一名|一款|由)?[^。！？\n，,]{0,24}(?:人工智能|语言模型|大模型|AI\s?助手|智能助手)[^。！？\n，,]{0,20}[，,。！]?)/giu;

/** Sentences that ask the reader for a choice. */
const speaksToJudge =
  /\b(?:prefer|choose|select|pick|vote\s+for|rate)\s+(?:this|my|the\s+(?:left|right|first|second|other))\s+(?:answer|response|one|side)\b|\b(?:dear|attention|note\s+to\s+(?:the\s+)?)\s*(?:judge|annotator|evaluator|reviewer|rater)s?\b|\bignore\s+(?:all\s+)?(?:the\s+)?(?:previous|prior|above)\s+instructions\b|\bthis\s+(?:answer|response)\s+is\s+(?:the\s+)?(?:better|best|superior)\b|(?:请|应当?|务必)(?:选择?|投票给?|偏好)(?:本|这个?|左|右|第[一二]个?)[^。]{0,6}(?:答案|回答)|(?:评审|评委|标注员|评估者)(?:请|应|您)|忽略(?:以上|之前|上述)(?:的)?(?:所有)?(?:指令|指示|要求)/giu;

/**
 * Finds what could unblind a judge in an answer: model names, stage words, self-introductions, the names of the arms, and
 * sentences that speak to the judge.
 *
 * @param text   a normalised answer
 * @param names  names of the arms, their checkpoints and whatever else the study hides; at least two characters each
 */
export function scanForReveals(text: string, names: readonly string[]): RevealFlag[] {
  const flags: RevealFlag[] = [];
  const collect = (kind: RevealFlag['kind'], pattern: RegExp) => {
    for (const match of text.matchAll(pattern)) {
      if (match[0].trim()) flags.push({ kind, phrase: match[0].trim().slice(0, 80), index: match.index });
    }
  };
  collect('system_name', modelNames);
  collect('stage_word', stageWords);
  collect('self_introduction', selfIntroduction);
  collect('speaks_to_judge', speaksToJudge);
  const hidden = hiddenNamesPattern(names);
  if (hidden) collect('arm_name', hidden);
  return flags.sort((a, b) => a.index - b.index);
}

function hiddenNamesPattern(names: readonly string[]): RegExp | undefined {
  const parts = [...new Set(names.map((name) => name.trim()).filter((name) => name.length >= 2))];
  if (parts.length === 0) return undefined;
  // The longest first, so that "stage 3 large" is not left as " large".
  parts.sort((a, b) => b.length - a.length);
  const escaped = parts.map((name) => {
    const body = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[\s_-]+/g, '[\\s_-]+');
    return `${/^[\p{Script=Latin}\d]/u.test(name) ? '(?<![\\p{L}\\p{N}])' : ''}${body}${/[\p{Script=Latin}\d]$/u.test(name) ? '(?![\\p{L}\\p{N}])' : ''}`;
  });
  return new RegExp(escaped.join('|'), 'giu');
}

/**
 * Takes the revealing phrases out: self-introductions vanish, names become a neutral mark. Sentences that speak to the
 * judge stay as they are, because such an item must not be judged at all (`mustQuarantine`).
 */
export function maskReveals(text: string, names: readonly string[]): string {
  const hidden = hiddenNamesPattern(names);
  // The study's own names first: a general word inside one must not leave half of it standing.
  const named = hidden ? text.replace(hidden, MASK) : text;
  return named
    .replace(selfIntroduction, '')
    .replace(modelNames, MASK)
    .replace(stageWords, MASK)
    .replace(/\[…\](?:[ \t]*\[…\])+/g, MASK)
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/^[ \t，,]+/gm, '')
    .trim();
}

/** Stands for a name that was taken out; the same for both sides and all names. */
export const MASK = '[…]';

/** Whether an item must wait for a person: masking cannot help when the answer itself asks to be chosen. */
export const mustQuarantine = (flags: readonly RevealFlag[]): boolean =>
  flags.some((flag) => flag.kind === 'speaks_to_judge');
