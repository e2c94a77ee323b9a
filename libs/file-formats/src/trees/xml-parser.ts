import { SaxesParser, type SaxesTag } from 'saxes';
import { Unreadable } from '../fault.ts';

export type Tag = SaxesTag;

/** Whom the parts of an XML document are told. */
export interface XmlHandler {
  open(tag: Tag): void;
  text(text: string): void;
  close(tag: Tag): void;
}

/**
 * Parses XML in bounded memory. Entities of a DOCTYPE are unknown and refused, what it refers to is never fetched. What
 * is not well-formed throws Unreadable with its line.
 */
export class XmlParser {
  readonly #parser: SaxesParser<{ xmlns: boolean }>;
  readonly #limit: number;
  #depth = 0;
  #pushed = 0;
  /** Where the last part of the document was complete. */
  #heard = 0;
  #closed = false;

  constructor(handler: XmlHandler, bounds: { chars: number; depth: number }, xmlns: boolean) {
    this.#limit = bounds.chars;
    const parser = new SaxesParser<{ xmlns: boolean }>({ xmlns });
    this.#parser = parser;
    const heard = () => {
      // Wherever the bytes were parted, and also where they were not.
      this.#bound(parser.position - 1);
      this.#heard = parser.position;
    };
    parser.on('error', ({ message }) => {
      throw new Unreadable(
        parser.line,
        `is not well-formed XML: ${message
          .replace(/^\d+:\d+: /, '')
          .replace(/[.]$/, '')
          .slice(0, 200)}`,
      );
    });
    parser.on('opentag', (tag: Tag) => {
      heard();
      this.#depth += 1;
      if (this.#depth > bounds.depth)
        throw new Unreadable(parser.line, `elements more than ${bounds.depth} deep`);
      handler.open(tag);
    });
    parser.on('text', (text) => {
      heard();
      handler.text(text);
    });
    parser.on('cdata', (text) => {
      heard();
      handler.text(text);
    });
    parser.on('comment', heard);
    parser.on('processinginstruction', heard);
    parser.on('doctype', heard);
    parser.on('closetag', (tag: Tag) => {
      heard();
      this.#depth -= 1;
      if (this.#depth === 0) this.#closed = true;
      handler.close(tag);
    });
  }

  /** From 1. */
  get line(): number {
    return this.#parser.line;
  }

  push(text: string): void {
    this.#parser.write(text);
    this.#pushed += text.length;
    this.#bound(this.#pushed);
  }

  /** Throws where the document is not closed. */
  end(): void {
    if (!this.#closed) throw new Unreadable(this.line, 'the document is cut: its root element is not closed');
    this.#parser.close();
  }

  #bound(position: number): void {
    if (position - this.#heard > this.#limit)
      throw new Unreadable(this.line, `a text or mark of more than ${this.#limit} characters`);
  }
}
