import type { Language } from '../words/words.ts';
import { Html, html } from './html.ts';
import { style } from './style.ts';

/** A page that needs nothing else: no script, no picture, no font; it can be mailed and printed. */
export function page(
  { language, kicker, name }: { language: Language; kicker: string; name: string },
  body: Html,
): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${kicker}: ${name}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <header>
          <p class="kicker">${kicker}</p>
          <h1>${name}</h1>
        </header>
        <main>${body}</main>
      </body>
    </html> `.text;
}
