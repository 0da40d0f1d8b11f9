import { createSetupLink } from '@/lib/auth/one-time-links';
import type { Command } from '../command';

export const command: Command = {
  summary: 'Print a fresh one-time link for the first admin, while nobody has an account',
  async run({ actor }) {
    const link = await createSetupLink(actor);
    if (!link)
      return { data: { url: null }, text: 'Somebody has an account already; admins invite others in the console.' };
    return { data: link, text: link.url };
  },
};
