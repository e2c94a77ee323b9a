/** A value that travels beside the text, or as the driver escapes it; `type` is what PostgreSQL takes it for. */
class Value {
  readonly value: unknown;
  readonly type: string | undefined;

  constructor(value: unknown, type: string | undefined) {
    this.value = value;
    this.type = type;
  }
}

/** A piece of a statement with its values, in the order in which they stand. */
export class Sql {
  readonly parts: readonly (string | Value)[];

  constructor(parts: readonly (string | Value)[]) {
    this.parts = parts;
  }

  /** Text and values, with a placeholder for each. */
  render(placeholder: (number: number, type: string | undefined) => string): {
    text: string;
    values: unknown[];
  } {
    const values: unknown[] = [];
    const text = this.parts
      .map((part) => {
        if (typeof part === 'string') return part;
        values.push(part.value);
        return placeholder(values.length, part.type);
      })
      .join('');
    return { text, values };
  }
}

/** Text that is part of the statement: quoted identifiers, and what a document says in SQL. Never data. */
export const raw = (text: string): Sql => new Sql([text]);

export const value = (of: unknown, type?: string): Sql => new Sql([new Value(of, type)]);

/** A statement; whatever is put into it is a piece itself, so that no data can become text by accident. */
export function sql(strings: TemplateStringsArray, ...pieces: readonly Sql[]): Sql {
  return new Sql(strings.flatMap((text, index) => [text, ...(pieces[index]?.parts ?? [])]));
}

export function join(pieces: readonly Sql[], separator: string): Sql {
  return new Sql(pieces.flatMap(({ parts }, index) => (index === 0 ? parts : [separator, ...parts])));
}
