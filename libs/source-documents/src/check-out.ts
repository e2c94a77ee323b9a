import { keyColumn, numberColumn, ownColumns } from '@throughline/database-sources';
import {
  type CompiledOutgoing,
  DocumentError,
  type DocumentFault,
  type LocatedDocument,
  type OutgoingDocument,
  compileOutgoing,
  runOutgoingExamples,
} from '@throughline/mapping';
import { type FileOut, checkFilesOut } from './check-files-out.ts';
import type { DatabaseOrdersOut } from './out-schema.ts';
import type { SourceDocument } from './source-schema.ts';

/** Orders as they go out to a source. */
export interface OrdersOut {
  readonly compiled: CompiledOutgoing;
  /** Where they go as files; null where they do not. */
  readonly file: FileOut | null;
}

/** Says what orders become on their way out; null where none go, or something is wrong, which is a fault then. */
export function checkOut(
  source: LocatedDocument<SourceDocument>,
  mappings: ReadonlyMap<string, LocatedDocument<OutgoingDocument>>,
  faults: DocumentFault[],
): OrdersOut | null {
  const { value: document } = source;
  const settings = 'out' in document ? document.out?.orders : undefined;
  const at = ['out', 'orders'];
  for (const [name, mapping] of mappings)
    if (name !== settings?.mapping)
      faults.push(mapping.faultAt(['mapping'], 'is used by nothing that goes out'));
  if (settings === undefined) return null;
  if (document.flows.orders === undefined)
    faults.push(source.faultAt(at, 'says nothing of how they stand: flows has no orders'));
  const mapping = mappings.get(settings.mapping);
  if (mapping === undefined) {
    faults.push(source.faultAt([...at, 'mapping'], `there is no outgoing mapping ${settings.mapping} below`));
    return null;
  }
  try {
    const { zone, currency } = document;
    // An alphabet that is none is a fault already.
    const limits = faults.length === 0 ? document.limits : [];
    const compiled = compileOutgoing(mapping, {
      // In a table it has a column of its own.
      ...{ zone, limits, carries: 'table' in settings ? ['order'] : [] },
      ...(currency !== undefined && { currency }),
    });
    faults.push(...runOutgoingExamples(mapping, compiled));
    if (!('table' in settings))
      return { compiled, file: checkFilesOut(source, settings, mapping, compiled, faults) };
    checkTables(source, settings, mapping, compiled, faults);
    return { compiled, file: null };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    faults.push(...error.faults);
    return null;
  }
}

/** Columns are filled by the mapping or by what the tables say of them, and by one of these alone. */
function checkTables(
  source: LocatedDocument<SourceDocument>,
  tables: DatabaseOrdersOut,
  mapping: LocatedDocument<OutgoingDocument>,
  { columns, lineColumns }: CompiledOutgoing,
  faults: DocumentFault[],
): void {
  const at = ['out', 'orders'];
  const own = new Set(ownColumns(tables));
  for (const { name } of columns)
    if (own.has(name))
      faults.push(
        mapping.faultAt(['record', name], 'is filled by what out.orders says of it, and by no mapping'),
      );
  const { lines } = tables;
  if (lines === undefined && lineColumns.length > 0)
    faults.push(source.faultAt(at, 'has no lines, and its mapping makes some'));
  if (lines === undefined) return;
  if (lineColumns.length === 0) faults.push(source.faultAt([...at, 'lines'], 'are made by no mapping'));
  const known = new Set([
    ...columns.map(({ name }) => name),
    tables.reference,
    keyColumn(tables),
    numberColumn(tables),
  ]);
  for (const [column, of] of Object.entries(lines.on)) {
    if (lineColumns.includes(column))
      faults.push(source.faultAt([...at, 'lines', 'on', column], 'is filled by the mapping, too'));
    if (!known.has(of))
      faults.push(source.faultAt([...at, 'lines', 'on', column], `nothing fills ${of} of the head`));
  }
}
