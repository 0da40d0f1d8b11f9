import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewReleaseRecord } from '@/lib/api/view-release';
import { releaseRecordSchema } from '@/lib/contracts/releases';

export const GET = route({
  summary: 'Read a release with its gate',

  params: idParams,
  response: releaseRecordSchema,
  handler: ({ actor, params }) => viewReleaseRecord(actor, params.id),
});
