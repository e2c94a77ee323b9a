import type { Database } from './dialect.ts';
import { openMariadb } from './mariadb.ts';
import { openPostgres } from './postgres.ts';
import type { DatabaseSettings } from './settings.ts';

export function openDatabase(settings: DatabaseSettings): Database {
  return settings.dialect === 'postgresql' ? openPostgres(settings) : openMariadb(settings);
}
