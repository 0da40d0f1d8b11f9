import { Badge } from '@/components/ui/badge';

/** How far a component was trained. */
export const StageBadge = ({ stage }: { stage: string }) => (
  <Badge tone={stage === 'base' ? 'neutral' : 'accent'}>{stage}</Badge>
);
