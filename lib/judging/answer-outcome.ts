/** Why an answer could not be made. Failures are shown and tried again item by item; they are never judged. */
export type AnswerFailure = {
  kind:
    | 'no_documents'
    | 'timeout'
    | 'empty'
    | 'html'
    | 'too_long'
    | 'cut_off'
    | 'refused'
    | 'rate_limited'
    | 'unauthorised'
    | 'unreachable'
    | 'rejected'
    | 'garbage';
  /** for the operator: what happened and what to do; never the answer itself */
  message: string;
  /** whether the same request may succeed later */
  isRetryable: boolean;
};

/** What an answer cost. Token counts are the server's own where it gives them. */
export type AnswerUsage = {
  model: string;
  isExtractive?: boolean;
  promptTokens?: number;
  completionTokens?: number;
  /** in the currency of the prices that were set */
  cost?: number;
  durationMs?: number;
  firstTokenMs?: number;
  /** documents that fitted into the context */
  documentsUsed?: number;
};

export type AnswerOutcome = { isOk: true; text: string; usage: AnswerUsage } | { isOk: false; failure: AnswerFailure };
