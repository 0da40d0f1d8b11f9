import { z } from 'zod';
import { momentSchema, roleSchema } from './actor';

export const localeSchema = z.enum(['en', 'zh']);
export const passwordSchema = z.string().min(10).max(128);

/** `GET /api/account`: the person who is signed in, and where else. */
export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  locale: localeSchema.nullable(),
  sessions: z.array(
    z.object({
      id: z.string(),
      isCurrent: z.boolean(),
      userAgent: z.string().nullable(),
      ipAddress: z.string().nullable(),
      createdAt: momentSchema,
      seenAt: momentSchema,
    }),
  ),
});
export type Account = z.infer<typeof accountSchema>;

/** `PATCH /api/account` -> 204; a changed language also sets the cookie `mixstage_locale`. */
export const changeAccountSchema = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  locale: localeSchema.optional(),
});
export type ChangeAccount = z.infer<typeof changeAccountSchema>;

/** `POST /api/account/password` -> 204; every other session ends. */
export const changePasswordSchema = z.object({
  currentPassword: z.string().min(1).max(128),
  newPassword: passwordSchema,
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

/** `POST /api/join/read` `{ token }`: what a one-time link is for. */
export const readLinkSchema = z.object({ token: z.string().min(1).max(200) });
export const linkViewSchema = z.object({
  purpose: z.enum(['setup', 'invite', 'reset']),
  email: z.string().nullable(),
  name: z.string().nullable(),
  role: roleSchema.nullable(),
});
export type LinkView = z.infer<typeof linkViewSchema>;

/** `POST /api/join`: uses the link once; the person signs in with the answered address and the new password. */
export const acceptLinkSchema = z.object({
  token: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(120).optional(),
  email: z.email().max(200).optional(),
  password: passwordSchema,
});
export type AcceptLink = z.infer<typeof acceptLinkSchema>;
export const acceptedLinkSchema = z.object({ email: z.string() });

/** `POST /api/auth/sign-in/email` (better-auth); a wrong pair answers 401, too many tries 429. */
export const signInSchema = z.object({ email: z.email(), password: z.string().min(1) });
export type SignIn = z.infer<typeof signInSchema>;
