import document from './generated/openapi.json';

/** The OpenAPI document as it was made from the routes (`lib/cli/launch/openapi.mjs`). */
export const answerOpenApi = (): Response =>
  Response.json(document, { headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' } });
