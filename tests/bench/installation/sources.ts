import type { Installation } from './installation.ts';

/** Has a new source go by its document. */
export async function applySource({ staff }: Installation, document: string): Promise<void> {
  await staff('erp-adapter', '/sources', { document, note: 'bench', expected: 0 });
}
