import { KernelTables1700000000000 } from './migrations/1700000000000-kernel-tables.ts';

/** The kernel's own migrations; put them before the service's: `migrations: [...kernelMigrations, ...ours]`. */
export const kernelMigrations = [KernelTables1700000000000];
