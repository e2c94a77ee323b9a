import { type Html, html } from './html.ts';

/** The head of a column, and whether there are numbers below it. */
export interface Head {
  text: string;
  number?: boolean;
}

/**
 * A table that may be wider than the page: what scrolls can be reached by keyboard.
 * @param label tells this table from the others of the page
 */
export function table(label: string, caption: string, heads: readonly Head[], rows: readonly Html[]): Html {
  const cells = heads.map(({ text, number }) =>
    number ? html`<th scope="col" class="number">${text}</th>` : html`<th scope="col">${text}</th>`,
  );
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${cells}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
