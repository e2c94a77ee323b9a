import { posix } from 'node:path';
import { Unreadable } from '../fault.ts';
import { type Tag, XmlParser } from '../trees/xml-parser.ts';
import { isDateFormat } from './dates.ts';
import type { ZipArchive } from './zip.ts';

/** What the parts of a workbook beside its sheets say. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly from1904: boolean;
  /** Whether cells of a style are dates, by the number of the style. */
  readonly dates: readonly boolean[];
  /** The texts that cells refer to by number. */
  readonly texts: readonly string[];
}

const partBytes = 8 * 1024 * 1024;
const depth = 32;

export const attribute = ({ attributes }: Tag, name: string): string | undefined => {
  const found = attributes[name];
  return typeof found === 'object' ? found.value : found;
};
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads the small parts; throws Unreadable where it is no workbook, or its shared texts are over the limit. */
export function readWorkbook(archive: ZipArchive, sharedTextChars: number): Workbook {
  const part = mainPart(archive);
  const folder = posix.dirname(part);
  const links = relations(archive, `${folder}/_rels/${posix.basename(part)}.rels`, folder);
  const sheets: { name: string; part: string }[] = [];
  let from1904 = false;
  parse(archive, part, (tag) => {
    const name = local(tag.name);
    if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute(tag, 'date1904') ?? '');
    if (name !== 'sheet') return;
    const target = links.byId.get(
      attribute(tag, 'r:id') ??
        attribute(tag, Object.keys(tag.attributes).find((key) => key.endsWith(':id')) ?? '') ??
        '',
    );
    sheets.push({ name: attribute(tag, 'name') ?? '', part: target ?? '' });
  });
  const styles = links.byType.get('styles');
  const shared = links.byType.get('sharedStrings');
  return {
    sheets,
    from1904,
    dates: styles === undefined ? [] : dateStyles(archive, styles),
    texts: shared === undefined ? [] : sharedTexts(archive, shared, sharedTextChars),
  };
}

function mainPart(archive: ZipArchive): string {
  if (!archive.has('_rels/.rels')) throw new Unreadable(0, 'the archive is no workbook');
  const part = relations(archive, '_rels/.rels', '').byType.get('officeDocument');
  if (part === undefined) throw new Unreadable(0, 'the archive is no workbook');
  return part;
}

function relations(archive: ZipArchive, part: string, folder: string) {
  const byId = new Map<string, string>();
  const byType = new Map<string, string>();
  parse(archive, part, (tag) => {
    if (local(tag.name) !== 'Relationship') return;
    const target = attribute(tag, 'Target') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
    byId.set(attribute(tag, 'Id') ?? '', path);
    byType.set((attribute(tag, 'Type') ?? '').split('/').at(-1) ?? '', path);
  });
  return { byId, byType };
}

function dateStyles(archive: ZipArchive, part: string): boolean[] {
  const codes = new Map<number, string>();
  const dates: boolean[] = [];
  let inCells = false;
  parse(
    archive,
    part,
    (tag) => {
      const name = local(tag.name);
      if (name === 'numFmt')
        codes.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name !== 'xf' || !inCells) return;
      const id = Number(attribute(tag, 'numFmtId') ?? 0);
      dates.push(isDateFormat(id, codes.get(id)));
    },
    { close: (tag) => void (local(tag.name) === 'cellXfs' && (inCells = false)) },
  );
  return dates;
}

function sharedTexts(archive: ZipArchive, part: string, most: number): string[] {
  const texts: string[] = [];
  let text = '';
  let taking = false;
  let phonetic = false;
  let chars = 0;
  parse(
    archive,
    part,
    (tag) => {
      const name = local(tag.name);
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      taking = name === 't' && !phonetic;
    },
    {
      text: (piece) => {
        if (taking) text += piece;
      },
      close: (tag) => {
        const name = local(tag.name);
        taking = false;
        if (name === 'rPh') phonetic = false;
        if (name !== 'si') return;
        chars += text.length + 1;
        if (chars > most) throw new Unreadable(0, `the sheets share texts of more than ${most} characters`);
        texts.push(unescaped(text));
      },
    },
    most * 4,
  );
  return texts;
}

/** Workbooks write what XML cannot hold as `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function parse(
  archive: ZipArchive,
  part: string,
  open: (tag: Tag) => void,
  { text = () => {}, close = () => {} }: { text?: (text: string) => void; close?: (tag: Tag) => void } = {},
  most = partBytes,
): void {
  const parser = new XmlParser({ open, text, close }, { chars: 1_000_000, depth }, false);
  const decoder = new TextDecoder();
  const bytes = archive.read(part, most);
  for (let from = 0; from < bytes.length; from += 65_536)
    parser.push(decoder.decode(bytes.subarray(from, from + 65_536), { stream: true }));
  parser.end();
}
