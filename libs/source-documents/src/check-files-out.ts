import { Unwritable } from '@throughline/file-formats';
import { compileOutgoingName } from '@throughline/file-stores';
import {
  type CompiledOutgoing,
  DocumentError,
  type DocumentFault,
  type LocatedDocument,
  type OutgoingDocument,
  outgoingExamples,
} from '@throughline/mapping';
import type { FilesOrdersOut } from './files-out.ts';
import { UnfitOrder, orderFile } from './order-file.ts';
import type { SourceDocument } from './source-schema.ts';

/** Orders as they go out in files. */
export interface FileOut {
  /** Column of the head by which an order is answered. */
  readonly reference: string;
  /**
   * What the first example of the mapping that makes an order is as a file; null where there is none. Its text is that
   * of the file, whatever the encoding.
   * @throws DocumentError when the format cannot hold it
   */
  readonly example: (now: Date) => Promise<{ name: string; text: string } | null>;
}

/** Says by what orders are answered; null when that is a fault. */
export function checkFilesOut(
  source: LocatedDocument<SourceDocument>,
  settings: FilesOrdersOut,
  mapping: LocatedDocument<OutgoingDocument>,
  compiled: CompiledOutgoing,
  faults: DocumentFault[],
): FileOut | null {
  const at = ['out', 'orders'];
  const numbers = compiled.columns.filter(({ fields }) => fields.length === 1 && fields[0] === 'order');
  const { reference = numbers[0]?.name } = settings;
  if (reference === undefined || (settings.reference === undefined && numbers.length > 1)) {
    const which = numbers.map(({ name }) => name).join(', ');
    const reason = which === '' ? 'no column is the number of the order alone' : `${which} are its number`;
    faults.push(source.faultAt(at, `needs reference, by which an order is answered: ${reason}`));
    return null;
  }
  if (!compiled.columns.some(({ name }) => name === reference)) {
    faults.push(
      source.faultAt([...at, 'reference'], `${mapping.value.mapping} makes no column ${reference}`),
    );
    return null;
  }
  const { zone } = source.value;
  const example: FileOut['example'] = async (now) => {
    const made = outgoingExamples(mapping, compiled).find((outcome) => !('misfits' in outcome));
    if (made === undefined || 'misfits' in made) return null;
    const order = made.head[reference] ?? '';
    try {
      await orderFile(settings, [{ order, ...made }]);
      const { format } = settings;
      const shown = {
        ...settings,
        format: 'encoding' in format ? { ...format, encoding: 'utf-8' as const } : format,
      };
      const name = compileOutgoingName(settings.name, zone).fill({ order, seq: 1, asOf: now.getTime() });
      return { name, text: (await orderFile(shown, [{ order, ...made }])).toString('utf8') };
    } catch (error) {
      if (!(error instanceof UnfitOrder || error instanceof Unwritable)) throw error;
      const field = error instanceof Unwritable && error.field !== undefined ? `${error.field} ` : '';
      const reason = `cannot hold the example: ${field}${error.reason}`;
      throw new DocumentError([source.faultAt([...at, 'format'], reason)]);
    }
  };
  return { reference, example };
}
