import { exportRowSchema, exportRowTrec } from '@/lib/api/export-evaluation';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';

export const GET = route({
  summary: 'Export the results of a row as a TREC run',
  responseType: 'text/plain',
  params: idParams,
  query: exportRowSchema,
  handler: ({ actor, params, query }) => exportRowTrec(actor, params.id, query.row),
});
