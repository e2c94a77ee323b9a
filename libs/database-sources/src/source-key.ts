/**
 * The source key of one column is its text, byte for byte. Of several it is their texts joined by `|`, with `\` before
 * each `|` and `\` that stands in one of them: so it can be taken apart again, and no two rows share one.
 */
export function joinKey(parts: readonly string[]): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return parts.map((part) => part.replaceAll('\\', '\\\\').replaceAll('|', '\\|')).join('|');
}

/** The texts of a source key's columns. @returns undefined for a text that is no source key of so many columns */
export function splitKey(sourceKey: string, columns: number): string[] | undefined {
  if (columns === 1) return [sourceKey];
  const parts = [''];
  for (let index = 0; index < sourceKey.length; index += 1) {
    const character = sourceKey[index] ?? '';
    if (character === '|') parts.push('');
    else if (character !== '\\') parts[parts.length - 1] += character;
    else {
      const escaped = sourceKey[(index += 1)];
      if (escaped !== '|' && escaped !== '\\') return undefined;
      parts[parts.length - 1] += escaped;
    }
  }
  return parts.length === columns ? parts : undefined;
}
