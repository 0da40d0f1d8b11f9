import { route } from '@/lib/api/route';
import { signOutEverywhere } from '@/lib/auth/people';

export const POST = route({ handler: ({ actor }) => signOutEverywhere(actor) });
