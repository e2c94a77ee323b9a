import type { DataReport } from '../data-report.ts';
import { severities } from '../finding-kinds.ts';
import { pageWords } from '../words/page-words.ts';
import { type Language, titleIn } from '../words/words.ts';
import { columnsTable } from './columns-table.ts';
import { type PageContext, countOf, findingSection, idOf, subjectOf } from './finding-section.ts';
import { gapsSection } from './gaps-section.ts';
import { formatsOf } from './formats.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { table } from './table.ts';

/** A report as one page that needs nothing else: no script, no picture, no font; it can be mailed and printed. */
export function renderReport(report: DataReport, language: Language = 'en'): string {
  const words = pageWords[language];
  const context: PageContext = { language, words, formats: formatsOf(language) };
  const name = report.source === null ? report.reader : `${report.source} / ${report.reader}`;
  return page(
    { language, kicker: words.title, name },
    html`${summary(report, context)} ${overview(report, context)} ${sections(report, context)}
    ${columnsTable(report, context)} ${notes(report, context)}`,
  );
}

function summary(report: DataReport, page: PageContext): Html {
  const { language, words, formats } = page;
  const { ready, findings, first, rows, columns, asOf } = report;
  const blocks = findings.filter(({ severity }) => severity === 'blocks').length;
  const entries = first.map((index) => {
    const finding = findings[index];
    if (!finding) return html``;
    return html`<li>
      <p>
        <a href="#${idOf(index)}">${titleIn(language, finding.kind)}</a> · ${subjectOf(finding, page)} ·
        ${countOf(finding, page)}
      </p>
      <p class="quiet">${finding.advice[language]}</p>
    </li>`;
  });
  return html`<section class="verdict ${ready ? 'yes' : 'no'}">
      <h2>${ready ? words.ready : words.notReady}</h2>
      <p>${ready ? words.readySays : words.notReadySays(blocks)}</p>
    </section>
    <dl class="figures">
      <div>
        <dt>${words.rows}</dt>
        <dd>${formats.count(rows)}</dd>
      </div>
      <div>
        <dt>${words.columns}</dt>
        <dd>${formats.count(columns.length)}</dd>
      </div>
      <div>
        <dt>${words.findings}</dt>
        <dd>${formats.count(findings.length)}</dd>
      </div>
      <div>
        <dt>${words.asOf}</dt>
        <dd>${asOf}</dd>
      </div>
    </dl>
    <h2>${words.first}</h2>
    ${
      entries.length === 0
        ? html`<p>${words.nothingFirst}</p>`
        : html`<ol class="first">
            ${entries}
          </ol>`
    }`;
}

function overview({ findings }: DataReport, page: PageContext): Html {
  const { language, words, formats } = page;
  if (findings.length === 0) return html``;
  const rows = findings.map(
    (finding, index) =>
      html`<tr>
        <th scope="row"><a href="#${idOf(index)}">${titleIn(language, finding.kind)}</a></th>
        <td class="number">${countOf(finding, page)}</td>
        <td class="number">
          <span class="share" style="--part:${(finding.share * 100).toFixed(1)}%" aria-hidden="true"></span>
          <span class="percent">${formats.share(finding.share)}</span>
        </td>
        <td>${subjectOf(finding, page)}</td>
        <td><span class="badge ${finding.severity}">${words.severity[finding.severity]}</span></td>
      </tr>`,
  );
  const heads = [
    { text: words.finding },
    { text: words.count, number: true },
    { text: words.share, number: true },
    { text: words.column },
    { text: words.weight },
  ];
  return html`<h2>${words.overview}</h2>
    ${table(words.overview, words.overviewCaption, heads, rows)}`;
}

function sections({ findings }: DataReport, page: PageContext): Html {
  const indexed = findings.map((finding, index) => ({ finding, index }));
  // Nearly every column has gaps: one table says it all.
  const gaps = indexed.filter(({ finding }) => finding.kind === 'gaps');
  const parts = severities.map((severity) => {
    const shown = indexed
      .filter(({ finding }) => finding.severity === severity && finding.kind !== 'gaps')
      .map(({ finding, index }) => findingSection(finding, index, page));
    if (severity === 'tells' && gaps.length > 0) shown.push(gapsSection(gaps, page));
    return shown.length === 0
      ? html``
      : html`<h2>${page.words.severities[severity]}</h2>
          ${shown}`;
  });
  return html`${parts}`;
}

function notes({ exact, masked, columnsLeftOut }: DataReport, { words }: PageContext): Html {
  const said = [
    ...(exact ? [] : [words.estimates]),
    ...(masked ? [words.masked] : []),
    ...(columnsLeftOut > 0 ? [words.leftOut(columnsLeftOut)] : []),
  ];
  return html`${said.map((note) => html`<p class="quiet">${note}</p>`)}`;
}
