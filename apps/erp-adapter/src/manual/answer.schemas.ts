import { z } from 'zod';
import { keyedStatuses } from './keyed-state.ts';

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}]*$/u, 'holds a control character');

const units = z.int().min(0).max(999_999_999);

/** Instant with its offset, or a day, which begins at 00:00 UTC. */
const instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'is no instant like 2026-11-20T10:00:00Z and no day like 2026-11-20',
});

/** What a clerk says of an order. */
export const answerSchema = z
  .strictObject({
    order: text(64),
    number: text(64)
      .regex(/^[^|]*$/, 'holds a |')
      .refine((number) => !/^\d+([.,]\d+)?E\+?\d+$/i.test(number), {
        error: 'is a number that a spreadsheet has damaged: have the column as text',
      })
      .optional()
      .describe('Number of the document in the back office.'),
    refusal: text(500).optional().describe('Why the back office does not take it.'),
    status: z.enum(keyedStatuses).optional(),
    lines: z
      .array(z.strictObject({ line: z.int().min(1), shipped: units.optional(), cancelled: units.optional() }))
      .min(1)
      .max(1_000)
      .optional()
      .describe('Base units of lines that have left so far, and that were cancelled in the back office.'),
    carrier: text(100).optional(),
    trackingNumber: text(100).optional(),
    trackingUrl: z
      .url({ protocol: /^https?$/, error: 'is no address of a page' })
      .max(500)
      .optional(),
    location: text(64).optional(),
    shippedAt: instant.optional(),
    correction: text(500).optional().describe('Why what was said before was wrong.'),
  })
  .meta({ id: 'OrderAnswer' });

const body = {
  answers: z.array(answerSchema).min(1).max(1_000).optional(),
  csv: z.string().min(1).max(200_000).optional().describe('The same as rows, in place of `answers`.'),
};
const oneOfBoth = (said: { answers?: unknown; csv?: unknown }) =>
  (said.answers === undefined) !== (said.csv === undefined);
const oneOfBothFault = { error: 'is needed, or csv, and not both', path: ['answers'] };

/** What is to be looked at before it is said. */
export const previewedAnswers = z
  .strictObject(body)
  .refine(oneOfBoth, oneOfBothFault)
  .meta({ id: 'OrderAnswersPreviewRequest' });

/** What is said. */
export const saidAnswers = z
  .strictObject({
    ...body,
    seen: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'is no hash of a preview')
      .optional()
      .describe('Hash of the preview; needed with csv.'),
  })
  .refine(oneOfBoth, oneOfBothFault)
  .refine(({ csv, seen }) => csv === undefined || seen !== undefined, {
    error: 'is needed with csv: the hash of a preview',
    path: ['seen'],
  })
  .meta({ id: 'OrderAnswersRequest' });

export type SaidAnswers = Omit<z.infer<typeof saidAnswers>, 'seen'>;
