/**
 * SQL by which PostgreSQL keeps no values of columns in its statistics, and forgets those that it has kept: they would be
 * there until the table is analysed the next time, however long a row is gone. For columns that nothing is looked up by.
 * @param columns with their SQL types, as they are
 */
export function withoutStatistics(table: string, columns: Readonly<Record<string, string>>): string {
  const changes = Object.entries(columns).flatMap(([column, type]) => [
    // Of the same type nothing is written anew; what was known of the values is dropped.
    `ALTER COLUMN ${column} TYPE ${type}`,
    `ALTER COLUMN ${column} SET STATISTICS 0`,
  ]);
  return `ALTER TABLE ${table} ${changes.join(', ')};`;
}
