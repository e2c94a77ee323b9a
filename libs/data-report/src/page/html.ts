const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

/** A text as HTML, in content and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** HTML that {@link html} has made. Text is never one by accident, so that it cannot be left unescaped. */
export class Html {
  readonly text: string;

  /** @param text HTML, or style that is ours */
  constructor(text: string) {
    this.text = text;
  }
}

/** A template: HTML and lists of HTML as they are, all else escaped. */
export function html(
  strings: TemplateStringsArray,
  ...parts: readonly (string | number | Html | readonly Html[])[]
): Html {
  const texts = strings.map((text, index) => {
    const part = parts[index] ?? '';
    if (typeof part === 'string' || typeof part === 'number') return text + escaped(String(part));
    return text + (part instanceof Html ? [part] : part).map((inner) => inner.text).join('');
  });
  return new Html(texts.join(''));
}
