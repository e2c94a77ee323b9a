/** What was typed cannot be accepted: a message per field. */
export class FormError extends Error {
  override readonly name = 'FormError';
  readonly fields: Record<string, string>;

  constructor(fields: Record<string, string>) {
    super(
      Object.entries(fields)
        .map(([field, text]) => `${field}: ${text}`)
        .join('; '),
    );
    this.fields = fields;
  }
}

/** What was asked for is not on file. */
export class NotOnFile extends Error {
  override readonly name = 'NotOnFile';
}
