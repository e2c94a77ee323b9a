import type { Encoding } from '../format/text-settings.ts';

/** Names that declarations use for what a format calls otherwise, or for a part of it. */
const alike = new Map<string, readonly Encoding[]>([
  ['utf-16', ['utf-16le', 'utf-16be']],
  ['us-ascii', ['utf-8', 'windows-1252', 'iso-8859-1', 'iso-8859-15', 'cp437', 'cp850', 'cp858']],
  ['iso-8859-1', ['iso-8859-1', 'windows-1252']],
  ['latin1', ['iso-8859-1', 'windows-1252']],
  ['utf8', ['utf-8']],
]);

/** Says when an XML declaration names another encoding than the format. */
export function contradiction(start: string, encoding: Encoding): string | undefined {
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']{1,40})["']/.exec(start)?.[1]?.toLowerCase();
  if (declared === undefined || declared === encoding || alike.get(declared)?.includes(encoding))
    return undefined;
  return `the document says that its encoding is ${declared}, the format says ${encoding}`;
}
