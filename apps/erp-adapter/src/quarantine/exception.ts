import { hash } from 'node:crypto';
import type { Flow } from '@throughline/connector';
import type { IntegrationException } from '@throughline/events';
import { kindOf } from './cause.ts';

/** Flows whose rows hold what a merchandiser mends; the others hold personal data and papers of customers. */
export const productFlows: ReadonlySet<Flow> = new Set(['locations', 'taxes', 'items', 'prices', 'stock']);

/** A rule that a record breaks, as it is kept. */
export interface HeldEntry {
  key: string;
  id: string;
  sourceKey: string;
  field: string;
  rule: string;
  /** The same of all entries that one mend helps. */
  group: string;
  since: Date;
  /** Hash of its row. */
  row: string;
  /** Whether what was published before goes on to count. */
  published: boolean;
}

/** An exception as it was said last, with what people have said of it. */
export interface KnownException {
  key: string;
  id: string;
  said: string;
  assignee: string | null;
  /** Hash of the row that may stay as it is; null while it may not. */
  ignoredRow: string | null;
}

/** An exception that has to be said, because it is new or another than before. */
export interface SaidException {
  key: string;
  sourceKey: string;
  value: IntegrationException;
  /** Tells contents apart. */
  said: string;
}

export interface ExceptionNews {
  said: SaidException[];
  /** Those that are over. */
  over: KnownException[];
  /** Keys of those that were ignored, and whose row is another now. */
  heardAgain: string[];
}

/** What has to be said of records, given what holds them back and what was said before. */
export function exceptionNews(
  source: string,
  flow: Flow,
  entries: readonly HeldEntry[],
  known: readonly KnownException[],
): ExceptionNews {
  const before = new Map(known.map((each) => [each.key, each]));
  const byKey = Map.groupBy(entries, ({ key }) => key);
  const news: ExceptionNews = { said: [], over: known.filter(({ key }) => !byKey.has(key)), heardAgain: [] };
  for (const [key, list] of byKey) {
    const [first] = list;
    if (first === undefined) continue;
    const was = before.get(key);
    const isIgnored = was?.ignoredRow === first.row;
    if (was !== undefined && was.ignoredRow !== null && !isIgnored) news.heardAgain.push(key);
    const value: IntegrationException = {
      ...{ source, flow, record: recordPart(source, flow, first), id: first.id },
      causes: causesOf(list),
      since: new Date(Math.min(...list.map(({ since }) => since.getTime()))),
      published: list.some(({ published }) => published),
      assignee: was?.assignee ?? null,
      ignored: isIgnored,
    };
    const said = hash('sha256', JSON.stringify(value), 'base64url').slice(0, 22);
    if (said !== was?.said) news.said.push({ key, sourceKey: first.sourceKey, value, said });
  }
  return news;
}

function causesOf(entries: readonly HeldEntry[]): IntegrationException['causes'] {
  return [...Map.groupBy(entries, ({ group }) => group)].flatMap(([group, [first, ...others]]) =>
    first === undefined
      ? []
      : [
          {
            ...{ group, rule: first.rule, field: plainField(first.field), kind: kindOf(first.rule) },
            count: others.length + 1,
          },
        ],
  );
}

/** Lines of a document are one field. */
export function plainField(field: string): string {
  return field.replaceAll(/\[\d+\]/g, '[]');
}

/** What names a record on the topic: nothing personal, and nothing that parts keys. */
export function recordPart(
  source: string,
  flow: Flow,
  { key, id }: Pick<KnownException, 'key' | 'id'>,
): string {
  if (!productFlows.has(flow)) return id;
  const own = key.startsWith(`${source}|`) ? key.slice(source.length + 1) : key;
  return own.replaceAll('%', '%25').replaceAll('|', '%7C') || '%';
}

/** How the audit log names a record that is held. */
export function targetOfRecord(id: string): string {
  return `exception ${id}`;
}

/** How the audit log names all that is held for one cause. */
export function targetOfGroup(group: string): string {
  return `exceptions ${group}`;
}
