const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The fields of a line of COPY in its text format; `\N` is null. */
export function copyFields(line: string): (string | null)[] {
  return line.split('\t').map((field) => {
    if (!field.includes('\\')) return field;
    if (field === '\\N') return null;
    return field.replace(
      /\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|([^]))/g,
      (_, hex?: string, octal?: string, other = '') => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
        return escapes[other] ?? other;
      },
    );
  });
}
