const most = { characters: 200, elements: 20, values: 300 };

/** A value as JSON has it, with long texts and lists cut, so that whatever a source says is shown in bounded room. */
export function cutValue<T>(value: T): T {
  const left = { values: most.values };
  return cut(value, left) as T;
}

function cut(value: unknown, left: { values: number }): unknown {
  left.values -= 1;
  if (left.values < 0) return '…';
  if (typeof value === 'string') {
    if (value.length <= most.characters) return value;
    return `${value.slice(0, most.characters).toWellFormed()}… (${value.length} characters)`;
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const shown = value.slice(0, most.elements).map((each: unknown) => cut(each, left));
    return value.length <= most.elements ? shown : [...shown, `… (${value.length} elements)`];
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, most.values)
      .map(([name, each]) => [name, cut(each, left)]),
  );
}
