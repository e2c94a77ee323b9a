import type { DataReport } from '../data-report.ts';
import type { PageContext } from './finding-section.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

/** What each column holds. */
export function columnsTable({ columns }: DataReport, { words, formats }: PageContext): Html {
  if (columns.length === 0) return html``;
  const rows = columns.map(
    ({ name, means, guessed, filled, empty, absent, distinct, exact, shortest, longest }) => {
      const cells = [
        ...[filled, empty, absent].map(formats.count),
        exact ? formats.count(distinct) : `${words.about} ${formats.count(distinct)}`,
        shortest === longest
          ? formats.count(longest)
          : `${formats.count(shortest)}–${formats.count(longest)}`,
      ].map((text) => html`<td class="number">${text}</td>`);
      return html`<tr>
        <th scope="row"><code>${name}</code></th>
        <td>${words.meanings[means]}${guessed ? '?' : ''}</td>
        ${cells}
      </tr>`;
    },
  );
  const numbers = [words.filled, words.empty, words.absent, words.distinct, words.characters];
  const heads = [
    { text: words.column },
    { text: words.means },
    ...numbers.map((text) => ({ text, number: true })),
  ];
  return html`<h2>${words.allColumns}</h2>
    ${table(words.allColumns, words.columnsCaption, heads, rows)}`;
}
