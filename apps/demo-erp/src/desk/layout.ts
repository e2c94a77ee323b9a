import { type Markup, type Value, html } from './html.ts';

export interface FunctionKey {
  key: string;
  text: string;
  href?: string;
  /** The element that is focused instead of a page that is opened. */
  target?: string;
}

export interface JournalLine {
  jrnnum: number;
  jrnstp: Date;
  jrnusr: string;
  fnccod: string;
  keytxt: string;
  jrntxt: string;
  sestag: string | null;
}

export interface Frame {
  /** Program code and title, e.g. ITM010 and ITEM. */
  program: string;
  title: string;
  keys?: FunctionKey[];
  done?: JournalLine | null;
  zipkinUrl: string | undefined;
}

const clock = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'Europe/Berlin',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const shortDate = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'Europe/Berlin',
  day: '2-digit',
  month: '2-digit',
  year: '2-digit',
});
const shortTime = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'Europe/Berlin',
  hour: '2-digit',
  minute: '2-digit',
});

export const stamp = (at: Date | null): string =>
  at === null ? '' : `${shortDate.format(at)} ${shortTime.format(at)}`;
export const stampSeconds = (at: Date): string => clock.format(at).replace(',', '');
export const day = (date: string | null): string =>
  date === null ? '' : `${date.slice(8, 10)}.${date.slice(5, 7)}.${date.slice(2, 4)}`;

const everywhere: FunctionKey[] = [
  { key: 'F1', text: 'MENU', href: '/' },
  { key: 'F2', text: 'FIND', target: 'command' },
];

/** The link from a change to its journey, where the session's tag was kept. */
export function travel(zipkinUrl: string | undefined, tag: string | null, what: string): Markup {
  if (zipkinUrl === undefined || tag === null) return html``;
  return html`<a class="travel" href="${zipkinUrl}/zipkin/traces/${tag}" target="_blank" rel="noopener"
    >watch it travel<span class="hidden"> (${what}, opens the trace in a new tab)</span></a
  >`;
}

export function layout(frame: Frame, body: Value): Markup {
  const keys = [...everywhere, ...(frame.keys ?? [])];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${frame.program} ${frame.title} - VELO HANDEL</title>
        <link rel="stylesheet" href="/erp.css" />
        <link rel="icon" href="data:," />
        <script src="/erp.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#work">Skip to work area</a>
        <header>
          <span class="program">${frame.program}</span>
          <h1>${frame.title}</h1>
          <span class="system"><a href="/">VELO HANDEL 4.2</a> <time>${stampSeconds(new Date())}</time></span>
        </header>
        <main id="work" tabindex="-1">
          ${
            frame.done
              ? html`<p class="done" role="status">
                  ${frame.done.fnccod} ${frame.done.keytxt} ${frame.done.jrntxt}
                  ${travel(frame.zipkinUrl, frame.done.sestag, 'this change')}
                </p>`
              : ''
          }
          ${body}
        </main>
        <footer>
          <form method="get" action="/go" role="search" aria-label="Command">
            <label for="command">===&gt;</label
            ><input
              id="command"
              name="c"
              size="24"
              autocomplete="off"
              aria-label="Command: menu number, item, order, invoice or customer"
              data-key="F2"
            />
          </form>
          <nav aria-label="Function keys">
            ${keys.map(({ key, text, href, target }) =>
              href === undefined
                ? html`<button type="button" data-focus="${target}"><kbd>${key}</kbd>${text}</button>`
                : html`<a href="${href}" data-key="${key}"><kbd>${key}</kbd>${text}</a>`,
            )}
          </nav>
        </footer>
      </body>
    </html>`;
}

/** A term and its value, inside a dl. */
export function definition(term: string, value: Value): Value {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}

export interface Column {
  head: string;
  number?: boolean;
}

/** A dense table; the first cell of a row is its head. */
export function table(
  caption: string,
  columns: (Column | string)[],
  rows: Value[][],
  empty = 'NO RECORDS',
): Markup {
  const heads = columns.map((column) => (typeof column === 'string' ? { head: column } : column));
  if (rows.length === 0)
    return html`<h2>${caption}</h2>
      <p class="empty">${empty}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map(({ head, number }) => html`<th scope="col" ${number ? html` class="n"` : ''}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, i) =>
                i === 0
                  ? html`<th scope="row">${cell}</th>`
                  : html`<td${heads[i]?.number ? html` class="n"` : ''}>${cell}</td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

export function pager(path: string, query: Record<string, string>, page: number, more: boolean): Markup {
  const at = (to: number) => `${path}?${new URLSearchParams({ ...query, page: String(to) }).toString()}`;
  return html`<nav class="pager" aria-label="Pages">
    ${page > 1 ? html`<a href="${at(page - 1)}" data-key="PageUp">&lt; PREVIOUS</a>` : ''} PAGE ${page}
    ${more ? html`<a href="${at(page + 1)}" data-key="PageDown">NEXT &gt;</a>` : html`BOTTOM`}
  </nav>`;
}
