import { z } from 'zod';

export const roleSchema = z.enum(['admin', 'operator', 'annotator', 'stakeholder']);
export type Role = z.infer<typeof roleSchema>;

/** Who did something, with the name to show: a person, an application, or a part of the product. */
export const actorRefSchema = z.object({ id: z.string(), name: z.string() });
export type ActorRef = z.infer<typeof actorRefSchema>;

/** A moment, as ISO 8601 with time zone. */
export const momentSchema = z.iso.datetime({ offset: true });
