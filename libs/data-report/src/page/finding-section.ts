import type { Finding } from '../data-report.ts';
import type { PageWords } from '../words/page-words.ts';
import { type Language, titleIn } from '../words/words.ts';
import type { Formats } from './formats.ts';
import { type Html, html } from './html.ts';
import { sourceText } from './source-text.ts';
import { table } from './table.ts';

export interface PageContext {
  language: Language;
  words: PageWords;
  formats: Formats;
}

export const idOf = (index: number): string => `finding-${index + 1}`;

/** What a finding is about: its column, or the whole record. */
export function subjectOf({ column }: Finding, { words }: PageContext): Html {
  return column === null ? html`${words.wholeRecord}` : html`<code>${column}</code>`;
}

export function countOf({ count, exact }: Finding, { words, formats }: PageContext): string {
  return exact ? formats.count(count) : `${words.about} ${formats.count(count)}`;
}

/** One finding with its examples, how it is made up, and what to do. */
export function findingSection(finding: Finding, index: number, page: PageContext): Html {
  const { language, words, formats } = page;
  const { kind, column, examples, details, advice, suggestion, guessed, outOf, share, severity } = finding;
  const name = `${titleIn(language, kind)}${column === null ? '' : `: ${column}`}`;
  return html`<article id="${idOf(index)}">
    <div class="head">
      <h3>${titleIn(language, kind)} ${column === null ? html`` : html`<code>${column}</code>`}</h3>
      <span class="badge ${severity}">${words.severity[severity]}</span>
    </div>
    <p class="quiet">
      ${countOf(finding, page)} ${words.of} ${formats.count(outOf)} (${formats.share(share)})
    </p>
    <p>${advice[language]}</p>
    ${guessed ? html`<p class="quiet">${words.guessed}</p>` : html``}
    ${details.length === 0 ? html`` : partsTable(name, finding, page)}
    ${examples.length === 0 ? html`` : examplesTable(name, finding, page)}
    ${suggestion === undefined ? html`` : suggested(name, suggestion, page)}
  </article> `;
}

function partsTable(name: string, { details }: Finding, { words, formats }: PageContext): Html {
  const rows = details.map(
    ({ label, value, count, share }) =>
      html`<tr>
        <th scope="row">
          ${value === undefined ? (label === 'absent' ? words.absent : (label ?? '')) : sourceText(value)}
        </th>
        <td class="number">${formats.count(count)}</td>
        <td class="number">${formats.share(share)}</td>
      </tr>`,
  );
  const heads = [
    { text: words.part },
    { text: words.count, number: true },
    { text: words.share, number: true },
  ];
  return table(`${words.partsOf}: ${name}`, words.partsOf, heads, rows);
}

function examplesTable(name: string, { examples }: Finding, { words, formats }: PageContext): Html {
  const rows = examples.map(
    ({ position, other, values }) =>
      html`<tr>
        <td class="position">${formats.count(position)}</td>
        <td>
          ${values.map(sourceText)}${
            other === undefined
              ? html``
              : html` <span class="quiet">${words.comparedWith} ${formats.count(other)}</span>`
          }
        </td>
      </tr>`,
  );
  const heads = [{ text: words.position }, { text: words.value }];
  return table(`${words.examplesOf}: ${name}`, words.examplesOf, heads, rows);
}

function suggested(name: string, suggestion: string, { words }: PageContext): Html {
  return html`<p class="quiet">${words.suggestion}</p>
    <pre tabindex="0" role="region" aria-label="${words.suggestion}: ${name}">${suggestion}</pre>`;
}
