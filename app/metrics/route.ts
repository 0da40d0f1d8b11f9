import { answerMetrics } from '@/lib/api/answer-metrics';
import { describeRoute } from '@/lib/api/describe-route';

export const dynamic = 'force-dynamic';

export const GET = describeRoute(
  {
    summary: 'Read counters and latency histograms for Prometheus',
    isOpen: true,
    responseType: 'text/plain; version=0.0.4; charset=utf-8',
  },
  answerMetrics,
);
