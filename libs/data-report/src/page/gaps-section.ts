import type { Finding } from '../data-report.ts';
import { titleIn } from '../words/words.ts';
import { type PageContext, countOf, idOf, subjectOf } from './finding-section.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

/** The gaps of all columns in one table. */
export function gapsSection(gaps: readonly { finding: Finding; index: number }[], page: PageContext): Html {
  const { language, words, formats } = page;
  const title = titleIn(language, 'gaps');
  const rows = gaps.map(({ finding, index }) => {
    const positions = finding.examples.map(({ position }) => formats.count(position)).join(', ');
    return html`<tr id="${idOf(index)}">
      <th scope="row">${subjectOf(finding, page)}</th>
      <td class="number">${countOf(finding, page)}</td>
      <td class="number">${formats.share(finding.share)}</td>
      <td>${positions}</td>
    </tr>`;
  });
  const heads = [
    { text: words.column },
    { text: words.count, number: true },
    { text: words.share, number: true },
    { text: words.position },
  ];
  return html`<article>
    <div class="head">
      <h3>${title}</h3>
      <span class="badge tells">${words.severity.tells}</span>
    </div>
    <p>${gaps[0]?.finding.advice[language] ?? ''}</p>
    ${table(title, words.gapsCaption, heads, rows)}
  </article>`;
}
