import { z } from 'zod';
import { judgeItemSchema, judgeProgressSchema, submitJudgmentSchema, submitResultSchema } from './study';

/**
 * `GET /api/judging`: studies a person may judge in. A study has a number here and no name, because names tend to name arms.
 */
export const judgingStudiesSchema = z.strictObject({
  studies: z.array(
    z.strictObject({ id: z.string(), number: z.number().int(), protocol: z.string(), progress: judgeProgressSchema }),
  ),
});
export type JudgingStudies = z.infer<typeof judgingStudiesSchema>;

/** `POST /api/judging/:id/next`: the tokens in memory, so that the pair after the one on the screen can be fetched ahead. */
export const claimSchema = z.object({ holding: z.array(z.string().max(100)).max(8).default([]) });
export const claimedSchema = z.strictObject({ item: judgeItemSchema.nullable(), progress: judgeProgressSchema });
export type Claimed = z.infer<typeof claimedSchema>;

/** `POST /api/judging/:id/judgments`. The same key with the same content is answered the same way, however often it is sent. */
export const sendJudgmentSchema = submitJudgmentSchema;
export const sentJudgmentSchema = z.strictObject({ result: submitResultSchema, progress: judgeProgressSchema });
export type SentJudgment = z.infer<typeof sentJudgmentSchema>;

/** `POST /api/judging/:id/renew`: the lease of the pairs in hand, every minute; null when none is held. */
export const renewedSchema = z.strictObject({ until: z.string().nullable() });

/** `GET /api/judging/:id/guesses`: pairs about which a judge who has finished is asked which side was the new one. */
export const guessesSchema = z.strictObject({ items: z.array(judgeItemSchema) });
export type Guesses = z.infer<typeof guessesSchema>;

/** The reason tags that a judge may set; free words go into the comment. */
export const reasonTags = ['correct', 'complete', 'clear', 'sources', 'concise', 'safe'] as const;
export const skipReasons = [
  'cannot_tell',
  'not_my_field',
  'broken_display',
  'offensive',
  'conflict_of_interest',
  'other',
] as const;
