import { z } from 'zod';
import { named } from '../schemas/schema.ts';

const fieldErrorSchema = named('FieldError', () =>
  z.object({
    field: z.string().describe('Path of the field, such as `lines[0].quantity`.'),
    message: z.string(),
    in: z.enum(['body', 'query', 'path', 'header']).optional().describe('The part of the request.'),
  }),
);

/** Body of every error response, `application/problem+json` (RFC 9457). */
export const problemSchema = named('Problem', () =>
  z.object({
    type: z
      .string()
      .describe('`about:blank`, or `urn:throughline:problem:<name>` of one that callers can act on.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    traceId: z.string().optional().describe('The trace under which the request can be found.'),
    errors: z.array(fieldErrorSchema()).optional().describe('The fields that do not fit.'),
  }),
);

/** One field that does not fit. */
export type FieldError = z.output<ReturnType<typeof fieldErrorSchema>>;

/** Body of every error response, with members of its own beside those that all have. */
export type ProblemBody = z.output<ReturnType<typeof problemSchema>> & Record<string, unknown>;
