import type { FileStore } from '@throughline/file-stores';
import { type InspectedPart, formatSchema, inspectParts, readRecords } from '@throughline/file-formats';
import { type FileKind, type FoundTable, TableProfiler, fileKinds } from '@throughline/source-drafts';

/** What was found in a folder. */
export interface LookedAtFiles {
  readonly tables: readonly FoundTable[];
  /** Files that nothing can be made of, and why. */
  readonly passedOver: readonly { readonly file: string; readonly why: string }[];
}

const MB = 1024 * 1024;
/** Kinds of files in a folder, bytes of one that are read, and those of a workbook, which is read whole or not at all. */
const limits = { kinds: 200, bytes: 4 * MB, workbook: 64 * MB };

/** Looks at the newest file of each kind in a folder. Reads its beginning, and moves nothing. */
export async function lookAtFiles(store: FileStore, folder: string): Promise<LookedAtFiles> {
  const { files } = await store.list(folder);
  const sizes = new Map(files.map(({ path, size }) => [path.slice(path.lastIndexOf('/') + 1), size]));
  const kinds = fileKinds([...sizes.keys()]);
  const tables: FoundTable[] = [];
  const passedOver = kinds
    .slice(limits.kinds)
    .map(({ newest }) => ({ file: newest, why: 'there are too many kinds of files' }));
  for (const kind of kinds.slice(0, limits.kinds)) {
    const size = sizes.get(kind.newest) ?? 0;
    const found = size === 0 ? 'it is empty' : await lookAtFile(store, folder, kind, size);
    if (typeof found === 'string') passedOver.push({ file: kind.newest, why: found });
    else tables.push(...found);
  }
  return { tables, passedOver };
}

async function lookAtFile(
  store: FileStore,
  folder: string,
  kind: FileKind,
  size: number,
): Promise<FoundTable[] | string> {
  const isWorkbook = /\.xls[xm]$/i.test(kind.newest);
  if (isWorkbook && size > limits.workbook) return 'the workbook is larger than 64 MB';
  const bytes = await beginning(
    store.read(folder === '' ? kind.newest : `${folder}/${kind.newest}`),
    isWorkbook ? limits.workbook : limits.bytes,
  );
  const parts = await inspectParts(bytes);
  const tables: FoundTable[] = [];
  for (const part of parts) {
    const table = await tableOf(part, folder, kind, bytes, parts.length > 1);
    if (table !== null) tables.push(table);
  }
  return tables.length > 0
    ? tables
    : (parts[0]?.guesses.find(({ field }) => field === 'format')?.because ?? 'nothing reads it');
}

/** As many bytes as are looked at; of a text up to the end of a line. */
async function beginning(stream: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  const all = Buffer.concat(chunks);
  return size > most ? all.subarray(0, all.lastIndexOf(0x0a, most) + 1 || most) : all;
}

async function tableOf(
  { part, format, guesses, columns, verdict }: InspectedPart,
  folder: string,
  kind: FileKind,
  bytes: Uint8Array,
  several: boolean,
): Promise<FoundTable | null> {
  if (format === undefined || (verdict?.records ?? 0) === 0) return null;
  const unnamed = ('header' in format && format.header === 'none') || 'fixed' in format;
  const profiler = new TableProfiler({
    name: part === null || !several ? kind.name : (part.split(/[./]/).at(-1) ?? part),
    place: {
      ...{ kind: 'file', folder, pattern: kind.pattern, format, marker: kind.marker },
      evidence: [
        ...new Set(guesses.filter(({ sure }) => sure !== 'certain').map(({ because }) => because)),
      ].join('; '),
    },
    ...{ rows: null, key: [], foreignKeys: [], unnamed },
    columns: columns.map(({ name }) => ({ name, declared: null })),
  });
  for await (const batch of readRecords(once(bytes), formatSchema.parse(format))) {
    for (const { values } of batch) profiler.add(values);
    if (profiler.isFull) break;
  }
  return profiler.table();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
