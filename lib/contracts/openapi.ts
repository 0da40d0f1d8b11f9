import { z } from 'zod';

/** A JSON Schema, as far as the reference page reads one. */
export const jsonSchemaSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof jsonSchemaSchema>;

const contentSchema = z.record(
  z.string(),
  z.looseObject({ schema: jsonSchemaSchema.optional(), example: z.unknown().optional() }),
);

export const apiOperationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(['path', 'query']),
        required: z.boolean(),
        description: z.string().optional(),
        schema: jsonSchemaSchema,
      }),
    )
    .optional(),
  requestBody: z.looseObject({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: contentSchema.optional() })),
});
export type ApiOperation = z.infer<typeof apiOperationSchema>;

/** `GET /api/openapi.json`: OpenAPI 3.1, as far as the reference page reads it. */
export const openApiSchema = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string() }),
  tags: z.array(z.object({ name: z.string(), description: z.string().optional() })),
  paths: z.record(z.string(), z.record(z.string(), apiOperationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), jsonSchemaSchema) }),
});
export type OpenApi = z.infer<typeof openApiSchema>;
