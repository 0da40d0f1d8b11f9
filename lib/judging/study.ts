import { z } from 'zod';
import { type StudyArm, type StudySettings, studyArmSchema, studySettingsSchema } from '@/lib/contracts/study';
import { contentHash } from '@/lib/foundation/hash';

/** `arm_a` is the champion, `arm_b` the challenger: a win is a win of `arm_b`. */
export const arms = ['arm_a', 'arm_b'] as const;
export type ArmLabel = (typeof arms)[number];

export const studyStates = ['draft', 'generating', 'open', 'closed'] as const;
export type StudyState = (typeof studyStates)[number];

/** What an item came to. Only `identical_retrieval` is known before the study closes. */
export type ItemOutcome = ArmLabel | 'judged_equal' | 'identical_retrieval';

export type Side = 'left' | 'right';
export type Choice = Side | 'tie';

const armsSchema = z.strictObject({ arm_a: studyArmSchema, arm_b: studyArmSchema });
export type StudyArms = Record<ArmLabel, StudyArm>;

/** Arms and settings as they stand in the database, checked on the way out. */
export const parseArms = (stored: unknown): StudyArms => armsSchema.parse(stored);
export const parseSettings = (stored: unknown): StudySettings => studySettingsSchema.parse(stored);

/** The pre-registration: hash of everything that is fixed before the first judgment. */
export const settingsHash = (studyArms: StudyArms, settings: StudySettings): string =>
  contentHash({ arms: studyArms, settings });

/** Two arms that would give the same answers: the same configuration, or the same release, on both sides. */
export const areArmsEqual = (a: StudyArm, b: StudyArm): boolean => a.kind === b.kind && a.id === b.id;
