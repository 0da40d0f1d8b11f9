import { answerMetrics } from '@/lib/api/answer-metrics';

export const dynamic = 'force-dynamic';

export const GET = answerMetrics;
