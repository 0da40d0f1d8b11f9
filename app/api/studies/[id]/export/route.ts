import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { exportStudySchema } from '@/lib/contracts/studies';
import { exportStudy } from '@/lib/judging/export-study';

export const GET = route({
  summary: 'Download a closed study',
  description: '`items` and `judgments` as CSV without formulas, `report` as JSON with hashes and the revealed nonce.',
  errors: ['conflict'],
  responseType: 'application/octet-stream',
  params: idParams,
  query: exportStudySchema,
  handler: async ({ actor, params, query }) => {
    const { fileName, mediaType, content } = await exportStudy(actor, params.id, query.what);
    return new Response(content, {
      headers: {
        'content-type': mediaType,
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'no-store',
      },
    });
  },
});
