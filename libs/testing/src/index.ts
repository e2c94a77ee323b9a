export { type TestStores, testStores } from './stores.ts';
export { type TestDatabase, createDatabase } from './database.ts';
export { copyMisfits } from './copy-misfits.ts';
export { uniqueNamespace } from './namespace.ts';
export { until } from './until.ts';
export { type Installation, type StartOptions, startInstallation } from './installation.ts';
export { type Issuer, createIssuer } from './issuer.ts';
export { fuzz, fuzzTimeoutMs } from './fuzz.ts';
export { damaged, valueOf } from './contract-values.ts';
