/** Reads comma separated text with quoted cells; the first row names the columns. Empty cells become null. */
export function parseCsv(text: string): Record<string, string | null>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === '"' && text[i + 1] === '"') ((cell += '"'), i++);
      else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"') quoted = true;
    else if (char === ',' || char === '\n') {
      row.push(cell);
      cell = '';
      if (char === '\n') (rows.push(row), (row = []));
    } else if (char !== '\r') cell += char;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  const [head = [], ...body] = rows;
  return body.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ? cells[i] : null])));
}

export function formatCsv(columns: string[], rows: (string | number | null)[][]): string {
  const quote = (value: string | number | null) => {
    const text = value === null ? '' : String(value);
    return /[",\n\r]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(quote).join(',')).join('\n') + '\n';
}

/** As {@link formatCsv}, for people: what a spreadsheet would compute is marked as text, by an apostrophe in front. */
export function formatCsvForPeople(columns: string[], rows: (string | number | null)[][]): string {
  const defused = (value: string | number | null) =>
    typeof value === 'string' && isFormula(value) ? `'${value}` : value;
  return formatCsv(
    columns.map((column) => String(defused(column))),
    rows.map((row) => row.map(defused)),
  );
}

/** A cell as it was before it was marked as text. */
export function withoutMark(cell: string): string {
  return cell.startsWith("'") && isFormula(cell.slice(1)) ? cell.slice(1) : cell;
}

/** What spreadsheets take for a formula, though it be in quotes. A number is none. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(text);
}
