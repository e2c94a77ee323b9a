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
    file: 'libs/events/src/codec.ts',
    line: 'let scratch = Buffer.allocUnsafe(64 * 1024);',
    replacement: '64 / 1024',
    reason: 'It grows to what is needed',
  },
  {
    file: 'libs/events/src/codec.ts',
    line: 'if (type === undefined) {',
    replacement: 'true',
    reason: 'The types are only kept to be quicker',
  },
  {
    file: 'libs/events/src/codec.ts',
    line: 'types.set(record, type);',
    replacement: ';',
    reason: 'The types are only kept to be quicker',
  },
  {
    file: 'libs/events/src/codec.ts',
    line: 'if (end < 0) {',
    replacement: 'end <= 0',
    reason: 'The end lies behind five bytes, or is negative',
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
    file: 'libs/events/src/logical-types.ts',
    line: 'return Math.abs(micros) < mostMicros ? micros : undefined;',
    replacement: 'Math.abs(micros) <= mostMicros',
    reason: 'It is no whole number of milliseconds',
  },
  {
    file: 'libs/events/src/logical-types.ts',
    line: "if (typeof date !== 'string' || !/^\\d{4}-\\d{2}-\\d{2}$/.test(date)) return undefined;",
    replacement: 'false',
    reason: 'What is no text does not come back as it is',
  },
  {
    file: 'libs/events/src/logical-types.ts',
    line: "const fraction = match?.[3] ?? '';",
    replacement: 'match[3]',
    reason: 'Avro takes a value that throws for one that does not fit',
  },
  {
    file: 'libs/events/src/logical-types.ts',
    line: 'if (match === null || fraction.length > this.#scale) return undefined;',
    replacement: 'false',
    reason: 'Avro takes a value that throws for one that does not fit',
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
    file: 'libs/messaging/src/kafka/raw-record.ts',
    line: "return text.includes('\\0') ? text.replaceAll('\\0', replacement) : text;",
    replacement: '""',
    reason: 'It only spares the replacing where there is nothing to replace',
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
    file: 'libs/messaging/src/kafka/record-encoder.ts',
    line: 'let scratch = Buffer.allocUnsafe(1024 * 1024);',
    replacement: '1024 / 1024',
    reason: 'It grows to what is needed',
  },
  {
    file: 'libs/messaging/src/processing/bisect-failures.ts',
    line: 'if (batch === undefined || only === undefined || only.error !== undefined) throw error;',
    replacement: 'false',
    reason: 'Without a batch there is no entry either; the compiler asks for both',
  },
  {
    file: 'libs/messaging/src/processing/partition-batch.ts',
    line: 'if (batch === undefined || middle === 0 || at === undefined) return undefined;',
    replacement: 'false',
    reason: 'Only one without a middle has no batch or no offset there; the compiler asks for each',
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
  {
    file: 'libs/service/src/tokens.ts',
    line: 'const claims = z.object({ sub: z.string().min(1), roles: z.array(z.string()).default([]) });',
    replacement: '["Stryker was here"]',
    reason: 'Roles that we do not know count for nothing',
  },
];
