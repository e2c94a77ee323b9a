/** A mutant that no test can tell from the original, and why. */
export interface Equivalent {
  /** From the top of the checkout. */
  file: string;
  /** The line that is mutated, without its indentation. */
  line: string;
  /** What the mutant puts in place of a part of that line, or of what begins there. */
  replacement: string;
  reason: string;
}

export const equivalent: readonly Equivalent[] = [
  {
    file: 'libs/events/generate/render.ts',
    line: "const logs = [...byTopic].filter(([, [file]]) => file?.record.throughline.kind === 'log');",
    replacement: 'file.record',
    reason: 'A group has an entry; the compiler asks',
  },
  {
    file: 'libs/events/src/logical-types.ts',
    line: "if (typeof date !== 'string' || !/^\\d{4}-\\d{2}-\\d{2}$/.test(date)) return undefined;",
    replacement: '/\\d{4}-\\d{2}-\\d{2}$/',
    reason: 'It must come back as it is besides, with ten characters',
  },
  {
    file: 'libs/events/src/logical-types.ts',
    line: "if (typeof date !== 'string' || !/^\\d{4}-\\d{2}-\\d{2}$/.test(date)) return undefined;",
    replacement: '/^\\d{4}-\\d{2}-\\d{2}/',
    reason: 'It must come back as it is besides, with ten characters',
  },
  {
    file: 'libs/events/src/logical-types.ts',
    line: 'bytes.length <= 6 ? BigInt(bytes.length === 0 ? 0 : bytes.readIntBE(0, bytes.length)) : big(bytes);',
    replacement: 'bytes.length < 6',
    reason: 'Both ways to read six bytes give the same',
  },
  {
    file: 'libs/events/src/logical-types.ts',
    line: 'if (unscaled < 0n) unscaled = -unscaled;',
    replacement: 'unscaled <= 0n',
    reason: 'There is no -0n',
  },
  {
    file: 'libs/messaging/src/kafka/raw-record.ts',
    line: "return text.includes('\\0') ? text.replaceAll('\\0', replacement) : text;",
    replacement: '""',
    reason: 'It only spares the replacing where there is nothing to replace',
  },
  {
    file: 'libs/messaging/src/processing/bisect-failures.ts',
    line: 'if (batch === undefined || only === undefined || only.error !== undefined) throw error;',
    replacement: 'false',
    reason: 'Without a batch there is no entry either; the compiler asks for both',
  },
  {
    file: 'libs/messaging/src/kafka/partitioner.ts',
    line: 'for (let i = length - 1; i >= tail; i--) h ^= (data[i] as number) << ((i - tail) << 3);',
    replacement: 'length + 1',
    reason: 'What lies behind the end counts as 0',
  },
  {
    file: 'libs/messaging/src/kafka/partitioner.ts',
    line: 'for (let i = length - 1; i >= tail; i--) h ^= (data[i] as number) << ((i - tail) << 3);',
    replacement: 'i + tail',
    reason: 'A shift counts modulo 32, and the tail, a multiple of 4, changes it by a multiple of 64',
  },
  {
    file: 'libs/messaging/src/kafka/record-decoder.ts',
    line: "if (length < 0) return ['', start];",
    replacement: 'length <= 0',
    reason: 'Text of no bytes is empty, too',
  },
  {
    file: 'libs/messaging/src/kafka/record-encoder.ts',
    line: 'let most = 64 + deltas.length + key.length * 3 + (value?.length ?? 0);',
    replacement: '64 - deltas.length',
    reason: 'The deltas are never longer than 16 bytes, and 48 are enough for them and all lengths',
  },
  {
    file: 'libs/messaging/src/kafka/record-encoder.ts',
    line: 'if (offset + bytes <= scratch.length) return;',
    replacement: 'false',
    reason: 'It only spares another copy of the memory',
  },
  {
    file: 'libs/messaging/src/kafka/record-encoder.ts',
    line: 'if (offset + bytes <= scratch.length) return;',
    replacement: 'offset + bytes < scratch.length',
    reason: 'It only spares another copy of the memory',
  },
  {
    file: 'libs/messaging/src/kafka/record-encoder.ts',
    line: 'if (bytes === undefined) {',
    replacement: 'true',
    reason: 'The names are only kept to be quicker',
  },
  {
    file: 'libs/messaging/src/kafka/record-encoder.ts',
    line: 'names.set(name, bytes);',
    replacement: ';',
    reason: 'The names are only kept to be quicker',
  },
  {
    file: 'libs/messaging/src/processing/transaction-batcher.ts',
    line: "const lane = this.#settings.mixed ? 'all' : batch.topic;",
    replacement: '""',
    reason: 'Any name will do for the one lane that there is then',
  },
  {
    file: 'libs/service/src/limits.ts',
    line: "keyGenerator: (request) => `${readingMethods.has(request.method) ? 'read' : 'write'} ${request.ip}`,",
    replacement: '""',
    reason: 'Any two names that differ will do',
  },
  {
    file: 'libs/service/src/route-table.ts',
    line: "const path = url.split('?', 1)[0] ?? '';",
    replacement: '"Stryker was here!"',
    reason: 'A split text has a first part; the compiler asks',
  },
];
