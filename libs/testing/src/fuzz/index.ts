export { fuzz, fuzzTimeoutMs } from './fuzz.ts';
export { mutatedBytes, mutatedText } from './mutated.ts';
