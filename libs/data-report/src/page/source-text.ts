import { Html, html } from './html.ts';

/** Blanks at either end, and what nobody sees or what turns the line around. */
const unseen = /^ +| +$|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u202f\u3000]/gu;

/** A value of a source, with what cannot be seen in it made visible. */
export function sourceText(text: string): Html {
  const parts: Html[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(unseen)) {
    parts.push(html`${text.slice(from, index)}`, html`<span class="unseen">${named(found)}</span>`);
    from = index + found.length;
  }
  parts.push(html`${text.slice(from)}`);
  return html`<bdi class="value">${parts}</bdi>`;
}

function named(characters: string): string {
  if (/^ +$/.test(characters)) return '␣'.repeat(characters.length);
  return `U+${(characters.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
