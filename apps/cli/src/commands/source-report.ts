import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { languages, makeReport, renderReport } from '@throughline/data-report';
import { readRecords } from '@throughline/file-formats';
import { type MappingDocument, mappingSchema, readYamlDocuments } from '@throughline/mapping';
import { checkSource } from '@throughline/source-documents';
import { Failure, NotFound } from '../failure.ts';
import { type Output, table } from '../output.ts';
import { readDocument } from './source-verify.ts';
import { statedColumns } from './stated-columns.ts';

interface ReportOptions {
  /** Path of the source document. */
  readonly document: string;
  readonly reader: string;
  /** Where the page goes; none when left out. */
  readonly html?: string | undefined;
  readonly language?: string | undefined;
}

/** Says what is to be mended in a file, read by the settings of a reader, before it goes live. */
export async function reportOnFile(file: string, options: ReportOptions, now: Date): Promise<Output> {
  const { document, reader, html, language = 'en' } = options;
  const known = languages.find((each) => each === language);
  if (known === undefined) throw new Failure(`--language is one of ${languages.join(', ')}`);
  const { document: source, readers, mappings } = await readDocument(document, checkWithMappings);
  const settings = Object.hasOwn(source.readers, reader) ? source.readers[reader] : undefined;
  if (settings === undefined)
    throw new NotFound(
      `${source.source} has no reader ${reader}; there are ${Object.keys(source.readers).join(', ')}`,
    );
  if (!('format' in settings)) throw new Failure(`Reader ${reader} is of no files`);
  const key = readers.get(reader)?.key ?? [];
  const records = readRecords(createReadStream(file), settings.format);
  const report = await makeReport(records, {
    ...{ source: source.source, reader, asOf: now.toISOString().slice(0, 10) },
    key: key.map((column) => [column].flat().join('.')),
    nothing: ['', ...settings.nothing],
    columns: statedColumns(mappings.filter(({ of }) => of === reader)),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === undefined ? error : new NotFound(`${file} cannot be read: ${error.message}`);
  });
  const verdict = records.verdict();
  if (html !== undefined) await writeFile(html, renderReport(report, known));
  const unreadable = verdict.faults.map(({ position, field, reason }) => ({
    position,
    field: field ?? null,
    reason,
  }));
  return {
    json: { ...report, file: { whole: verdict.whole, unreadable: verdict.faultCount, faults: unreadable } },
    lines: [
      ...(verdict.whole ? [] : ['The file is not whole']),
      ...(verdict.faultCount === 0 ? [] : [`${verdict.faultCount} rows cannot be read`]),
      ...unreadable
        .slice(0, 20)
        .map(({ position, field, reason }) => `  ${position} ${field ?? ''}: ${reason}`),
      ...table(
        ['severity', 'finding', 'column', 'count'],
        report.findings.map((finding) => [finding.severity, finding.kind, finding.column, finding.count]),
      ),
      ...(html === undefined ? [] : [`Written to ${html}`]),
    ],
    status: report.ready && verdict.whole && verdict.faultCount === 0 ? 0 : 1,
  };
}

function checkWithMappings(text: string): ReturnType<typeof checkSource> & { mappings: MappingDocument[] } {
  const checked = checkSource(text);
  const [, ...mappings] = readYamlDocuments(text);
  return { ...checked, mappings: mappings.map((each) => each.read(mappingSchema).value) };
}
