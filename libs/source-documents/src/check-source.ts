import { hash } from 'node:crypto';
import type { Flow } from '@throughline/connector';
import {
  type CompiledMapping,
  DocumentError,
  type DocumentFault,
  type DocumentPath,
  type LocatedDocument,
  type MappingDocument,
  type YamlDocument,
  compileMapping,
  mappingSchema,
  readYamlDocuments,
  runExamples,
} from '@throughline/mapping';
import { parsePriceStrategy } from '@throughline/pricing-rules';
import { type LinkedReader, type ReaderPlan, planReaders } from './reader-plan.ts';
import { type SourceDocument, sourceSchema } from './source-schema.ts';

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
  const mappings = readMappings(rest, faults);
  const feedings = feedingsOf(source, mappings, faults);
  const mapped = new Set([...mappings.values()].map(({ value }) => value.of));
  const readers = planReaders(linkedReaders(source.value), feedings, mapped, complain);
  if (faults.length > 0) throw new DocumentError(faults);
  return { document: source.value, readers, feedings, mappingVersion: versionOf(source.value, mappings) };
}

/** How readers refer to others: of a database, what is laid in is joined there. */
function linkedReaders(document: SourceDocument): Record<string, LinkedReader> {
  if (document.transport !== 'sql') return document.readers;
  return Object.fromEntries(
    Object.entries(document.readers).map(([name, { key }]) => [name, { key, with: {} }]),
  );
}

function versionOf(
  { zone, currency, basis, taxIncluded, readers, flows }: SourceDocument,
  mappings: ReadonlyMap<string, LocatedDocument<MappingDocument>>,
): string {
  const ofReaders = Object.entries(readers).map(([name, { key, nothing, unavailable, with: joined }]) => {
    return { name, key, nothing, unavailable, joined };
  });
  const ofMappings = [...mappings.values()].map(({ value: { tests: _, ...made } }) => made);
  const all = { zone, currency, basis, taxIncluded, flows, ofReaders, ofMappings };
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

function readMappings(
  documents: readonly YamlDocument[],
  faults: DocumentFault[],
): Map<string, LocatedDocument<MappingDocument>> {
  const mappings = new Map<string, LocatedDocument<MappingDocument>>();
  for (const document of documents) {
    try {
      const read = document.read(mappingSchema);
      const { mapping } = read.value;
      if (mappings.has(mapping)) faults.push(read.faultAt(['mapping'], `${mapping} is there twice`));
      mappings.set(mapping, read);
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
