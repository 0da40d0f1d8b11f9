import { answerOpenApi } from '@/lib/api/answer-openapi';
import { describeRoute } from '@/lib/api/describe-route';
import { openApiSchema } from '@/lib/contracts/openapi';

export const GET = describeRoute(
  { summary: 'Read this document as OpenAPI 3.1', isOpen: true, response: openApiSchema },
  answerOpenApi,
);
