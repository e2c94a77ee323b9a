/** A text with fields in braces, filled. What is in a field is not read as fields again. */
export function filled(template: string, fields: Record<string, string>): string {
  return template.replaceAll(/\{([^{}]*)\}/g, (whole, field: string) => fields[field] ?? whole);
}

/** What companions of a document are named by. */
export function nameFields(name: string): { name: string; stem: string } {
  return { name, stem: withoutEnding(name).stem };
}

/** A name cut before its last dot; one that begins with its only dot has no ending. */
export function withoutEnding(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? { stem: name.slice(0, dot), ending: name.slice(dot) } : { stem: name, ending: '' };
}
