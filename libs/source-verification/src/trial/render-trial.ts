import {
  type Formats,
  type Html,
  type Language,
  formatsOf,
  html,
  page,
  sourceText,
  table,
} from '@throughline/data-report';
import type { Trial, TriedMapping, TriedReader, TriedRow } from './trial.ts';
import { type TrialWords, trialWords } from './trial-words.ts';

interface Context {
  readonly words: TrialWords;
  readonly formats: Formats;
}

/** A trial as one page that needs nothing else: what comes of the rows, and some of them beside their records. */
export function renderTrial({ source, readers, mappings }: Trial, language: Language = 'en'): string {
  const words = trialWords[language];
  const context: Context = { words, formats: formatsOf(language) };
  return page(
    { language, kicker: words.title, name: source },
    html`<h2>${words.readers}</h2>
      ${readersTable(readers, context)}
      <h2>${words.mappings}</h2>
      ${mappings.length === 0 ? html`<p>${words.nothing}</p>` : mappingsTable(mappings, context)}
      ${mappings.map((mapping) => mappingSection(mapping, context))}
      <p class="quiet">${words.cut}</p>`,
  );
}

function readersTable(readers: readonly TriedReader[], { words, formats }: Context): Html {
  const rows = readers.map(({ reader, whole, readOtherwise, unusedColumns, ...counts }) => {
    const notes = [...(whole ? [] : [words.notWhole]), ...(readOtherwise ? [words.readOtherwise] : [])];
    return html`<tr>
      <th scope="row">
        <code>${reader}</code>
        ${notes.map((note) => html` <span class="badge warns">${note}</span>`)}
      </th>
      ${[counts.rows, counts.withoutKey, counts.unreadable].map((count) => number(count, formats))}
      <td>${names(unusedColumns)}</td>
    </tr>`;
  });
  const heads = [
    { text: words.reader },
    ...[words.rows, words.withoutKey, words.unreadable].map((text) => ({ text, number: true })),
    { text: words.unused },
  ];
  return table(words.readers, words.readers, heads, rows);
}

function mappingsTable(mappings: readonly TriedMapping[], { words, formats }: Context): Html {
  const rows = mappings.map(
    ({ mapping, rows: count, records, held, skipped, unfilledFields, emptyFields }) =>
      html`<tr>
        <th scope="row"><code>${mapping}</code></th>
        ${[count, records, held, skipped].map((each) => number(each, formats))}
        <td>${names(unfilledFields)}</td>
        <td>${names(emptyFields)}</td>
      </tr>`,
  );
  const heads = [
    { text: words.mapping },
    ...[words.rows, words.records, words.held, words.skipped].map((text) => ({ text, number: true })),
    { text: words.unfilled },
    { text: words.empty },
  ];
  return table(words.mappings, words.mappings, heads, rows);
}

function mappingSection({ mapping, causes, examples }: TriedMapping, { words, formats }: Context): Html {
  const causeRows = causes.map(
    ({ severity, field, reason, rows }) =>
      html`<tr>
        <td><span class="badge ${badges[severity]}">${words.severity[severity]}</span></td>
        <td>${field === null ? html`` : html`<code>${field}</code> `}${reason}</td>
        ${number(rows, formats)}
      </tr>`,
  );
  const heads = [{ text: '' }, { text: words.cause }, { text: words.rows, number: true }];
  const sideBySide = [{ text: words.row }, { text: words.comes }, { text: words.issues }];
  return html`<article>
    <h3>${mapping}</h3>
    ${causes.length === 0 ? html`` : table(`${words.causes}: ${mapping}`, words.causes, heads, causeRows)}
    ${table(
      `${words.sideBySide}: ${mapping}`,
      words.sideBySide,
      sideBySide,
      examples.map((example) => exampleRow(example, words)),
    )}
  </article>`;
}

const badges = { held: 'blocks', warning: 'warns', skipped: 'tells' } as const;

function exampleRow({ position, row, records, issues, skipped }: TriedRow, words: TrialWords): Html {
  const told = skipped === null ? issues : [{ field: '', reason: skipped, severity: 'skipped' as const }];
  return html`<tr>
    <td>${position === 0 ? html`` : html`<p class="quiet">${position}</p>`} ${fields(row)}</td>
    <td>${records.flatMap(({ value }) => (value === null ? [] : fields(value)))}</td>
    <td>
      ${told.map(
        ({ field, reason, severity }) =>
          html`<p>
            <span class="badge ${badges[severity]}">${words.severity[severity]}</span>
            <code>${field}</code> ${reason}
          </p>`,
      )}
    </td>
  </tr>`;
}

/** What says something, a line each. */
function fields(of: object): Html {
  const said = Object.entries(of as Record<string, unknown>).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return html`${said.map(
    ([name, value]) =>
      html`<div>
        <code>${name}</code> ${sourceText(typeof value === 'string' ? value : JSON.stringify(value))}
      </div>`,
  )}`;
}

function number(count: number, formats: Formats): Html {
  return html`<td class="number">${formats.count(count)}</td>`;
}

function names(list: readonly string[]): Html {
  return html`${list.map((name) => html`<code>${name}</code> `)}`;
}
