import { hash } from 'node:crypto';
import type { Flow } from '@throughline/connector';
import {
  type CompiledMapping,
  DocumentError,
  type DocumentFault,
  type DocumentPath,
  type LocatedDocument,
  type MappingDocument,
  type OutgoingDocument,
  type YamlDocument,
  compileMapping,
  mappingSchema,
  outgoingSchema,
  readYamlDocuments,
  runExamples,
} from '@throughline/mapping';
import { parsePriceStrategy } from '@throughline/pricing-rules';
import { type OrdersOut, checkOut } from './check-out.ts';
import { type LinkedReader, type ReaderPlan, planReaders } from './reader-plan.ts';
import { type SourceDocument, sourceSchema } from './source-schema.ts';
import type { z } from 'zod';

/** A mapping as it feeds a flow. */
export interface Feeding {
  readonly flow: Flow;
  /** Name and version. */
  readonly mapping: string;
  readonly reader: string;
  /** What source keys of its reader begin with in the flow: nothing for the first of a flow. */
  readonly prefix: string;
  readonly compiled: CompiledMapping;
}

/** A source that can be worked with. */
export interface CheckedSource {
  readonly document: SourceDocument;
  readonly readers: ReadonlyMap<string, ReaderPlan>;
  readonly feedings: readonly Feeding[];
  /** Orders as they go out to it; null where none do. */
  readonly ordersOut: OrdersOut | null;
  /** Tells apart what records are made by: with another one, every record is made anew. */
  readonly mappingVersion: string;
}

/**
 * Reads the documents of a source, in YAML: the source first, its mappings behind it. Mappings are compiled and their
 * examples run; nothing is opened.
 * @throws DocumentError with everything that is wrong, each with line, column, path and reason
 */
export function checkSource(text: string): CheckedSource {
  const [first, ...rest] = readYamlDocuments(text);
  if (first === undefined) throw new DocumentError([fault(1, 1, '', 'there is no document')]);
  const source = first.read(sourceSchema);
  const faults: DocumentFault[] = [];
  const complain = (path: DocumentPath, reason: string) => faults.push(source.faultAt(path, reason));
  checkStrategy(source.value, complain);
  checkLimits(source.value, complain);
  const [outgoing, inward] = parted(rest);
  const mappings = readAll(inward, (each) => each.read(mappingSchema), faults);
  const ordersOut = checkOut(
    source,
    readAll(outgoing, (each) => each.read(outgoingSchema as z.ZodType<OutgoingDocument>), faults),
    faults,
  );
  const feedings = feedingsOf(source, mappings, faults);
  const mapped = new Set([...mappings.values()].map(({ value }) => value.of));
  const { value } = source;
  const answering = value.transport === 'files' ? (value.out?.orders?.acknowledged ?? null) : null;
  const readers = planReaders(linkedReaders(value), feedings, mapped, answering, complain);
  if (faults.length > 0) throw new DocumentError(faults);
  const mappingVersion = versionOf(source.value, mappings);
  return { document: source.value, readers, feedings, ordersOut, mappingVersion };
}

/** Mappings that turn what is ours into theirs, and the others. */
function parted(documents: readonly YamlDocument[]): [YamlDocument[], YamlDocument[]] {
  const isOutgoing = ({ value }: YamlDocument) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && 'to' in value;
  return [documents.filter(isOutgoing), documents.filter((each) => !isOutgoing(each))];
}

/** How readers refer to others: of a database, what is laid in is joined there. */
function linkedReaders(document: SourceDocument): Record<string, LinkedReader> {
  if (document.transport !== 'sql') return document.readers;
  return Object.fromEntries(
    Object.entries(document.readers).map(([name, { key }]) => [name, { key, with: {} }]),
  );
}

function versionOf(
  document: SourceDocument,
  mappings: ReadonlyMap<string, LocatedDocument<MappingDocument>>,
): string {
  const { zone, currency, basis, taxIncluded, readers, flows } = document;
  // What tells documents of ours from others.
  const mark = document.transport === 'sql' ? document.out?.orders?.mark : undefined;
  const ofReaders = Object.entries(readers).map(([name, { key, nothing, unavailable, with: joined }]) => {
    return { name, key, nothing, unavailable, joined };
  });
  const ofMappings = [...mappings.values()].map(({ value: { tests: _, ...made } }) => made);
  const all = { zone, currency, basis, taxIncluded, flows, ofReaders, ofMappings, mark };
  return hash('sha256', JSON.stringify(all), 'base64url').slice(0, 22);
}

function checkStrategy(
  { prices }: SourceDocument,
  complain: (path: DocumentPath, reason: string) => void,
): void {
  try {
    parsePriceStrategy(prices);
  } catch (error) {
    complain(['prices'], error instanceof Error ? error.message : 'is no strategy');
  }
}

function checkLimits(
  { limits }: SourceDocument,
  complain: (path: DocumentPath, reason: string) => void,
): void {
  for (const [index, { alphabet }] of limits.entries())
    if (alphabet !== null && !isAlphabet(alphabet))
      complain(['limits', index, 'alphabet'], 'is no list of characters such as A-Z0-9');
}

function isAlphabet(text: string): boolean {
  try {
    return new RegExp(`[${text}]`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Mappings by name and version. */
function readAll<T extends { mapping: string }>(
  documents: readonly YamlDocument[],
  read: (document: YamlDocument) => LocatedDocument<T>,
  faults: DocumentFault[],
): Map<string, LocatedDocument<T>> {
  const mappings = new Map<string, LocatedDocument<T>>();
  for (const document of documents) {
    try {
      const found = read(document);
      const { mapping } = found.value;
      if (mappings.has(mapping)) faults.push(found.faultAt(['mapping'], `${mapping} is there twice`));
      mappings.set(mapping, found);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      faults.push(...error.faults);
    }
  }
  return mappings;
}

function feedingsOf(
  source: LocatedDocument<SourceDocument>,
  mappings: ReadonlyMap<string, LocatedDocument<MappingDocument>>,
  faults: DocumentFault[],
): Feeding[] {
  const { readers, flows: used, ...facts } = source.value;
  const unused = new Set(mappings.keys());
  const feedings: Feeding[] = [];
  for (const [flow, names] of Object.entries(used) as [Flow, string | string[]][])
    for (const [index, name] of [names].flat().entries()) {
      const at = Array.isArray(names) ? ['flows', flow, index] : ['flows', flow];
      const mapping = mappings.get(name);
      unused.delete(name);
      if (mapping === undefined) {
        faults.push(source.faultAt(at, `there is no mapping ${name} below`));
        continue;
      }
      const reader = mapping.value.of;
      const settings = Object.hasOwn(readers, reader) ? readers[reader] : undefined;
      if (settings === undefined) {
        faults.push(mapping.faultAt(['of'], `there is no reader ${reader}`));
        continue;
      }
      const { columns, nothing, unavailable, with: joined } = settings;
      try {
        const compiled = compileMapping(mapping, {
          ...{ source: facts.source, zone: facts.zone, nothing },
          ...(facts.currency !== undefined && { currency: facts.currency }),
          ...(facts.basis !== undefined && { basis: facts.basis }),
          ...(facts.taxIncluded !== undefined && { taxIncluded: facts.taxIncluded }),
          ...(unavailable !== undefined && { unavailable }),
          ...(columns !== undefined && { columns: [...columns, ...Object.keys(joined)] }),
        });
        if (compiled.flow !== flow)
          faults.push(source.faultAt(at, `${name} makes records of ${compiled.flow}`));
        faults.push(...runExamples(mapping, compiled));
        feedings.push({ flow, mapping: name, reader, prefix: index === 0 ? '' : `${reader}:`, compiled });
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error;
        faults.push(...error.faults);
      }
    }
  for (const name of unused) {
    const mapping = mappings.get(name);
    if (mapping !== undefined) faults.push(mapping.faultAt(['mapping'], 'is used by no flow'));
  }
  return feedings;
}

function fault(line: number, column: number, path: string, reason: string): DocumentFault {
  return { line, column, path, reason };
}
