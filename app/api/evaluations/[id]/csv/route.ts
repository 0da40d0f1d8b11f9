import { exportRowsCsv, exportRowsSchema } from '@/lib/api/export-evaluation';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';

export const GET = route({
  summary: 'Export the values of every query as CSV',
  description: 'Without `row` of every row.',
  responseType: 'text/csv',
  params: idParams,
  query: exportRowsSchema,
  handler: ({ actor, params, query }) => exportRowsCsv(actor, params.id, query.row),
});
