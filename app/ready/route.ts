import { answerReady } from '@/lib/api/answer-ready';

export const dynamic = 'force-dynamic';

export const GET = answerReady;
