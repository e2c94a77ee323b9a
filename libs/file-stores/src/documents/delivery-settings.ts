import { z } from 'zod';
import { folder, marker } from './document-settings.ts';
import { compileOutgoingName } from './outgoing-name.ts';
import { filled, nameFields } from './template.ts';

/** Where documents of ours go, and by which names. */
export const deliverySettings = z
  .strictObject({
    folder: folder.default('').describe('Folder that they are put into, below the top of the store.'),
    name: z
      .string()
      .superRefine((text, context) => {
        try {
          compileOutgoingName(text, 'UTC');
        } catch (error) {
          context.addIssue((error as Error).message);
        }
      })
      .describe(
        'Their names: {order}, {seq} or {seq:6} for a number of six digits, {asOf:yyyyMMdd-HHmmss} for when it was made, by the clocks of the source.',
      ),
    each: z
      .enum(['order', 'batch'])
      .default('order')
      .describe(
        'Whether each order has a file of its own, or those that are handed over together share one.',
      ),
    marker: marker
      .optional()
      .describe('Name of an empty file that is put behind each, such as {name}.ok or {stem}.done.'),
    archive: folder
      .min(1)
      .optional()
      .describe('Folder in which the receiver keeps what it has taken: what lies there is not put again.'),
  })
  .superRefine(({ name, each, folder: outbox, archive }, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (each === 'batch' && name.includes('{order}')) fault('name', 'has {order}, and a file holds several');
    if (!name.includes('{seq') && (each === 'batch' || !name.includes('{order}')))
      fault('name', `needs ${each === 'batch' ? '{seq}' : '{order} or {seq}'}: names are never used twice`);
    if (archive === outbox) fault('archive', 'is the folder that they are put into');
  });

export type DeliverySettings = z.infer<typeof deliverySettings>;

/** The name of the marker of a document; null for none. */
export function markerName(
  { marker: template }: Pick<DeliverySettings, 'marker'>,
  name: string,
): string | null {
  return template === undefined ? null : filled(template, nameFields(name));
}
