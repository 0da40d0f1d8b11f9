import { z } from 'zod';
import { actorRefSchema, momentSchema, roleSchema } from './actor';

export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  isActive: z.boolean(),
  createdAt: momentSchema,
  /** the last use of a session; null if there is none */
  seenAt: momentSchema.nullable(),
});
export type User = z.infer<typeof userSchema>;

export const invitationSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  expiresAt: momentSchema,
});
export type Invitation = z.infer<typeof invitationSchema>;

/** `GET /api/users`, admins only: everybody with an account, and the invitations that wait. */
export const usersSchema = z.object({ users: z.array(userSchema), invitations: z.array(invitationSchema) });

/** `POST /api/users/invite`. No mail is sent: the admin hands the link over. */
export const inviteUserSchema = z.object({
  email: z.email().max(200),
  name: z.string().trim().min(1).max(120),
  role: roleSchema,
});
export type InviteUser = z.infer<typeof inviteUserSchema>;

/** What `POST /api/users/invite` and `POST /api/users/:id/reset-link` answer; the address is shown once. */
export const oneTimeLinkSchema = z.object({ url: z.string(), expiresAt: momentSchema });
export type OneTimeLink = z.infer<typeof oneTimeLinkSchema>;

/** `PATCH /api/users/:id` -> 204; the person's sessions end. `DELETE /api/users/invitations/:id` -> 204. */
export const changeUserSchema = z.object({ role: roleSchema.optional(), isActive: z.boolean().optional() });
export type ChangeUser = z.infer<typeof changeUserSchema>;
