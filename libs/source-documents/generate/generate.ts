import { bundleOf, bundleOne } from '../../../deploy/local/build/build.ts';

// Writes the JSON Schemas. Bundled first, because Node runs no TypeScript that has to be rewritten.
const name = 'source-schemas';
await bundleOne(name, 'libs/source-documents/generate/write.ts');
await import(bundleOf(name));
