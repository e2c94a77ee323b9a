import type { Change } from './plant.ts';

/** A fault planted in a copy of the kernel, and the test that must find it. */
export interface KernelFault {
  id: string;
  /** What is wrong with it. */
  fault: string;
  /** Exact replacements by file of `libs/messaging/src`; each text must occur once. */
  changes: Change[];
  /** File of `tests/kernel`, without its suffix. */
  suite: string;
  /** Part of the name of the test that must fail. */
  test: string;
  /** What it must fail with, to have failed for the right reason. */
  reason: RegExp;
}

const notWhole = /to deeply equal/;

export const kernelFaults: KernelFault[] = [
  {
    id: 'offset-first',
    fault: 'the stored offset is moved before the write, in a transaction of its own',
    changes: [
      {
        file: 'processing/apply.ts',
        from: 'await transaction(dataSource, (tx) => applyIn(tx, target, batches), target.transaction);\n',
        to: `{
      const moved = await transaction(dataSource, (tx) => moveOffsets(tx, group, batches));
      await transaction(dataSource, (tx) => applyIn(tx, target, batches, moved), target.transaction);
    }
`,
      },
      {
        file: 'processing/apply.ts',
        from: 'target: Target, batches: readonly PartitionBatch[]): Promise<void> {\n  const moved = moveOffsets(tx, target.group, batches);\n',
        to: 'target: Target, batches: readonly PartitionBatch[], done: MovedOffsets): Promise<void> {\n  const moved = Promise.resolve(done);\n',
      },
    ],
    suite: 'consumer',
    test: 'killed after writing facts',
    reason: notWhole,
  },
  {
    id: 'delete-first',
    fault: 'the outbox is deleted before the acknowledgement',
    changes: [
      {
        file: 'outbox/relay-rounds.ts',
        from: '    const current = withoutSuperseded(rows);\n    const began',
        to: '    const current = withoutSuperseded(rows);\n    await this.#settings.archive.acknowledge(this.#parts.session, [...rows]);\n    const began',
      },
    ],
    suite: 'relay',
    test: 'keeps what was not acknowledged',
    reason: /to have a length of/,
  },
  {
    id: 'no-compare-and-set',
    fault: 'the stored offset is set without comparing it',
    changes: [
      {
        file: 'processing/stored-offsets.ts',
        from: 'AND p.next_offset = m.behind',
        to: 'AND m.behind IS NOT NULL',
      },
    ],
    suite: 'consumer',
    test: 'woken after it lost its partitions cannot write',
    reason: /records handled twice/,
  },
  {
    id: 'cursor',
    fault: 'the relay goes by a cursor instead of deletion',
    changes: [
      {
        file: 'outbox/outbox-reader.ts',
        from: 'Math.min(lowest, id - 1), decided)',
        to: 'Math.max(lowest, id), this.#done)',
      },
    ],
    suite: 'relay',
    test: 'sends rows that commit late',
    reason: notWhole,
  },
  {
    id: 'newest-by-arrival',
    fault: 'the last to arrive counts as the newest, whatever its version',
    changes: [
      { file: 'projection/upsert-newest.ts', from: 'versionOf(item) > versionOf(known)', to: 'true' },
      { file: 'projection/state-table.ts', from: 'WHERE t.version < excluded.version', to: '' },
    ],
    suite: 'relay',
    test: 'does not make old what is new',
    reason: notWhole,
  },
  {
    id: 'retries',
    fault: "the client library's own retries are on in the relay",
    changes: [{ file: 'kafka/producer.ts', from: 'retry: { retries: 0 }', to: 'retry: { retries: 5 }' }],
    suite: 'relay',
    test: 'that got no answer does not send behind',
    reason: /last version of each key in the log/,
  },
  {
    id: 'late-record-stays',
    fault: 'what another relay still sent late is not noticed',
    changes: [{ file: 'outbox/foreign-records.ts', from: 'from < offset)', to: 'from < offset - 1e9)' }],
    suite: 'relay',
    test: 'has the newest said again',
    reason: /Not met within/,
  },
  {
    id: 'lock-unchecked',
    fault: 'the relay sends without checking that it still holds the lock',
    changes: [
      {
        file: 'outbox/relay-rounds.ts',
        from: 'while (performance.now() - since > lockCheckValidMs) {',
        to: 'while (performance.now() - since > 1e9 * lockCheckValidMs) {',
      },
    ],
    suite: 'relay',
    test: 'woken with rows in hand',
    reason: /last version of each key in the log/,
  },
  {
    id: 'parked-key-not-blocking',
    fault: 'a parked record does not hold back those behind it',
    changes: [
      {
        file: 'processing/apply.ts',
        from: 'if (log && parkedNow.has(key))',
        to: 'if (!log && parkedNow.has(key))',
      },
    ],
    suite: 'poison',
    test: 'on a log topic parks with what is behind it',
    reason: /Not met within|to deeply equal/,
  },
  {
    id: 'versions-not-kept',
    fault: 'handled versions of log topics are not kept',
    changes: [
      {
        file: 'processing/apply.ts',
        from: 'if (log) tx.beforeCommit(() => recordHandledVersions(tx, group, topic, newestVersions(records)));',
        to: 'if (log) newestVersions(records);',
      },
    ],
    suite: 'relay',
    test: 'killed between send and delete',
    reason: /facts that happened twice/,
  },
  {
    id: 'silent-reset',
    fault: 'a stored offset outside of the log is not noticed',
    changes: [
      {
        file: 'consumer/seek-guard.ts',
        from: 'if (offset >= low && offset <= high) return;',
        to: 'if (offset >= low || offset <= high) return;',
      },
    ],
    suite: 'restore',
    test: 'readers stop, the doctor names it',
    reason: /Not met within/,
  },
  {
    id: 'gap-filled',
    fault: 'the relay sends to a log that has lost what it acknowledged',
    changes: [
      {
        file: 'outbox/relay.ts',
        from: '            await rounds.requireAgreement();\n',
        to: '',
      },
    ],
    suite: 'restore',
    test: 'readers stop, the doctor names it',
    reason: /Not met within/,
  },
  {
    id: 'nothing-kept',
    fault: 'what was sent is not kept for a log that loses it',
    changes: [
      {
        file: 'outbox/sent-archive.ts',
        from: 'FROM deleted WHERE ($8::bigint[])[n] >= 0',
        to: 'FROM deleted WHERE ($8::bigint[])[n] < 0',
      },
    ],
    suite: 'restore',
    test: 'readers stop, the doctor names it',
    reason: notWhole,
  },
  {
    id: 'fetched-before-seek',
    fault: 'a batch that was fetched before the seek is accepted',
    changes: [
      {
        file: 'consumer/seek-guard.ts',
        from: 'if (fetchedOffset <= offset && nextOffset > offset) {',
        to: 'if (nextOffset > offset) {',
      },
    ],
    suite: 'restore',
    test: "of the reader's database",
    reason: notWhole,
  },
  {
    id: 'transient-is-poison',
    fault: 'a record is parked because the registry is away',
    changes: [
      {
        file: 'failure-policy.ts',
        from: '      error instanceof TransientError ||\n',
        to: '',
      },
    ],
    suite: 'poison',
    test: 'a schema that cannot be asked for is waited for',
    reason: /to deeply equal|Not met within/,
  },
  {
    id: 'loud-rebuild',
    fault: 'a rebuild publishes again',
    changes: [{ file: 'projection/rebuild-reader.ts', from: 'muted: true', to: 'muted: false' }],
    suite: 'chaos',
    test: 'a rebuild gives the same',
    reason: /what a rebuild publishes/,
  },
];
