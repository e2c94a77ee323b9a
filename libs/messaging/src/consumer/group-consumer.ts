import type { TopicName } from '@throughline/events';
import { logger } from '@throughline/telemetry';
import { backOff, pause } from '../back-off.ts';
import { LogMismatchError, OffsetMovedError, isBrokerStarting } from '../errors.ts';
import { actionOn } from '../failure-policy.ts';
import {
  type FetchedBatch,
  type LogRange,
  type Member,
  type TopicPartition,
  topicPartitionKey,
} from '../kafka/types.ts';
import { retrying } from '../processing/retry.ts';
import { openAdded, storedOffsets } from '../processing/stored-offsets.ts';
import { TransactionBatcher, maxTransactionRecords } from '../processing/transaction-batcher.ts';
import { decodeAll } from '../records/decode.ts';
import { requireAgreement, startsOf } from './assignment.ts';
import { CommitTicker } from './commit-ticker.ts';
import type { GroupConsumerSettings } from './group-consumer-settings.ts';
import { Heartbeat } from './heartbeat.ts';
import { Progress } from './progress.ts';
import { SeekGuard } from './seek-guard.ts';

/** Pause of a group that a failure has stopped, before it tries again: doubled each time. */
const firstPauseMs = 2_000;
const longestPauseMs = 30_000;
/** How often it is looked whether partitions from before have been read. */
const addedPauseMs = 500;

/**
 * Reads the topics of one group from the offsets that the service's own database stores. Never resets: a stored offset
 * outside of the log stops it, with `problem` saying why, until the two agree again; and so does a failure that no record
 * is at fault for, until a batch succeeds.
 */
export class GroupConsumer {
  readonly progress = new Progress();
  readonly #settings: GroupConsumerSettings;
  readonly #stop = new AbortController();
  readonly #offsets = new Map<string, number>();
  readonly #guard: SeekGuard;
  readonly #batcher: TransactionBatcher;
  #member: Member | undefined;
  #partitions: readonly TopicPartition[] = [];
  #commits: CommitTicker | undefined;
  #crashed: () => void = () => undefined;
  /** Aborted when the assignment ends: whatever was fetched under it is dropped. */
  #assignment = new AbortController();
  #loading: Promise<void> = Promise.resolve();
  #running: Promise<void> | undefined;
  #problem: Error | undefined;
  /** Where a failure has stopped it, and how often in a row. */
  #failing: { at: string | undefined; times: number } = { at: undefined, times: 0 };

  constructor(settings: GroupConsumerSettings) {
    this.#settings = settings;
    this.#guard = new SeekGuard(settings.group, settings.kafka);
    this.#batcher = new TransactionBatcher(settings);
  }

  /** Why it has stopped, if it has. */
  get problem(): Error | undefined {
    return this.#problem;
  }

  /** For how long it has been trying to apply what it read, in seconds; 0 when it waits for records. */
  get busySeconds(): number {
    return this.#batcher.busySeconds();
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Continues from the stored offsets: a crash of the database may have undone the last commits. */
  reload(): void {
    if (this.#member) this.#joined(this.#member, this.#partitions);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#assignment.abort();
    this.#crashed();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { group, topics, kafka } = this.#settings;
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        const crashed = new Promise<void>((resolve) => (this.#crashed = resolve));
        const member = await kafka.join(group, topics, {
          joined: (member, partitions) => this.#joined(member, partitions),
          batch: (batch, sendHeartbeat) => this.#batch(batch, sendHeartbeat),
          crashed: (error) => {
            const level = isBrokerStarting(error) ? 'debug' : 'warn';
            logger[level]({ err: error, group }, 'A consumer lost the broker and joins again');
            this.#crashed();
          },
        });
        failures = 0;
        if (!this.#stop.signal.aborted) await crashed;
        this.#assignment.abort();
        await this.#commits?.stop();
        await member.stop().catch(() => undefined);
      } catch (error) {
        if (failures++ % 20 === 0) logger.warn({ err: error, group }, 'A consumer cannot join its group');
      }
      this.#assignment.abort();
      await this.#untilFixed();
      await backOff(failures, this.#stop.signal);
    }
  }

  #joined(member: Member, partitions: readonly TopicPartition[]): void {
    this.#assignment.abort();
    this.#assignment = new AbortController();
    if (this.#member !== member) this.#commits = new CommitTicker(member);
    this.#member = member;
    this.#partitions = partitions;
    this.#offsets.clear();
    this.#guard.reset();
    this.progress.clear();
    const { at } = this.#failing;
    const keys = partitions.map((one) => topicPartitionKey(one.topic, one.partition));
    // Another replica has it now.
    if (at !== undefined && !keys.includes(at)) this.#worked(at);
    this.#loading = this.#load(partitions, this.#assignment.signal);
  }

  /** Checks the stored offsets of a new assignment against the log, and seeks to them. */
  async #load(partitions: readonly TopicPartition[], signal: AbortSignal): Promise<void> {
    const { group } = this.#settings;
    for (let failures = 0; !signal.aborted && !this.#stop.signal.aborted; failures++) {
      try {
        const { starts, added, before } = await startsOf(this.#settings, partitions);
        if (signal.aborted) return;
        for (const { topic, partition, nextOffset } of starts) this.#seek(topic, partition, nextOffset);
        if (added.length > 0) void this.#openAdded(added, before, signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (actionOn(error) === 'stop') return this.#stopWith(error as Error);
        if (failures % 20 === 0)
          logger.warn({ err: error, group }, 'The stored offsets of a group cannot be loaded yet');
        await backOff(failures, signal);
      }
    }
  }

  /** Waits until what was there before has been read, then begins with partitions that were added. */
  async #openAdded(
    added: readonly LogRange[],
    before: readonly LogRange[],
    signal: AbortSignal,
  ): Promise<void> {
    const { group, dataSource } = this.#settings;
    const topics = new Set(added.map(({ topic }) => topic));
    const ends = before.filter(({ topic }) => topics.has(topic));
    logger.info(
      { group, topics: [...topics] },
      'A topic has more partitions; those from before are read first',
    );
    while (!signal.aborted && !this.#stop.signal.aborted) {
      const isOpen = await openAdded(dataSource, group, added, ends).catch(() => false);
      if (isOpen && !signal.aborted) return this.reload();
      await pause(addedPauseMs, signal);
    }
  }

  #seek(topic: string, partition: number, offset: number): void {
    this.#offsets.set(topicPartitionKey(topic, partition), offset);
    this.#member?.seek(topic, partition, offset);
  }

  /** Leaves the group: until an operator has fixed the problem, or for a while. */
  #stopWith(problem: Error, at?: string): void {
    logger.error({ err: problem, group: this.#settings.group }, 'A consumer stopped');
    this.#problem = problem;
    this.#failing = { at, times: this.#failing.times + 1 };
    this.#assignment.abort();
    this.#crashed();
  }

  async #untilFixed(): Promise<void> {
    if (this.#problem !== undefined && !(this.#problem instanceof LogMismatchError)) {
      await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#failing.times - 1)), this.#stop.signal);
      return;
    }
    while (this.#problem !== undefined && !this.#stop.signal.aborted) {
      await backOff(10, this.#stop.signal);
      try {
        await requireAgreement(this.#settings);
        this.#problem = undefined;
        this.#failing = { at: undefined, times: 0 };
      } catch (error) {
        if (error instanceof LogMismatchError) this.#problem = error;
      }
    }
  }

  async #batch(batch: FetchedBatch, sendHeartbeat: () => Promise<void>): Promise<number | undefined> {
    const assignment = this.#assignment;
    const { signal } = assignment;
    // After some failures the client goes on fetching without joining again; it has to.
    if (signal.aborted) this.#crashed();
    const heartbeat = new Heartbeat(sendHeartbeat, () => assignment.abort());
    try {
      await this.#loading;
      if (signal.aborted) return undefined;
      const offset = this.#offsets.get(topicPartitionKey(batch.topic, batch.partition));
      if (offset === undefined) await backOff(2, signal);
      if (offset === undefined) return undefined;
      if (await this.#guard.accepts(batch, offset)) {
        const due = performance.now() + this.#settings.lingerMs;
        const next = await this.#apply(batch, offset, signal);
        // Nothing more is fetched before this returns.
        if (this.progress.records() === 0) await pause(due - performance.now(), signal);
        return next;
      }
      this.#member?.seek(batch.topic, batch.partition, offset);
      return undefined;
    } catch (error) {
      if (!signal.aborted) await this.#recover(error, batch, signal);
      return undefined;
    } finally {
      heartbeat.stop();
    }
  }

  async #apply(batch: FetchedBatch, start: number, signal: AbortSignal): Promise<number | undefined> {
    const { group, schemas, types, limit } = this.#settings;
    const topic = batch.topic as TopicName;
    const { partition } = batch;
    let current = start;
    const raws = batch.records.filter(({ offset }) => offset >= start);
    for (let i = 0; i < raws.length || i === 0; i += maxTransactionRecords) {
      const part = raws.slice(i, i + maxTransactionRecords);
      const next = raws[i + maxTransactionRecords]?.offset ?? batch.nextOffset;
      this.progress.behind(topic, partition, batch.high - current, part[0]?.timestamp);
      const end = limit === undefined ? next : Math.min(next, await limit(topic, partition));
      if (end <= current) {
        await backOff(0, signal);
        this.#member?.seek(topic, partition, current);
        return undefined;
      }
      const within = part.filter(({ offset }) => offset < end);
      const entries = await retrying(
        group,
        [topic],
        () => decodeAll(topic, partition, within, schemas, types?.get(topic)),
        signal,
      );
      await this.#batcher.apply({ topic, partition, from: current, to: end, entries }, signal);
      this.#worked(topicPartitionKey(topic, partition));
      current = end;
      this.#offsets.set(topicPartitionKey(topic, partition), current);
      this.progress.behind(topic, partition, batch.high - current, undefined);
      this.#commits?.add(topic, partition, current);
      if (end === next && !signal.aborted) continue;
      if (!signal.aborted) this.#member?.seek(topic, partition, current);
      return undefined;
    }
    return current;
  }

  /** What had stopped it is mended, if it was here. */
  #worked(at: string): void {
    if (this.#problem === undefined || (this.#failing.at ?? at) !== at) return;
    this.#problem = undefined;
    this.#failing = { at: undefined, times: 0 };
  }

  async #recover(error: unknown, { topic, partition }: FetchedBatch, signal: AbortSignal): Promise<void> {
    const { group, dataSource, restored } = this.#settings;
    if (actionOn(error) === 'stop')
      return this.#stopWith(error as Error, topicPartitionKey(topic, partition));
    const moved = error instanceof OffsetMovedError;
    logger[moved ? 'info' : 'error']({ err: error, group, topic, partition }, 'An offset is read again');
    for (let failures = 0; !signal.aborted; failures++) {
      await backOff(failures, signal);
      try {
        // Restoring the database while the service runs moves the stored offsets as well.
        await restored?.requireNoneAhead({ fresh: moved });
        const stored = await storedOffsets(dataSource, group);
        const found = stored.find((p) => p.topic === topic && p.partition === partition);
        if (found !== undefined && !signal.aborted) this.#seek(topic, partition, found.nextOffset);
        return;
      } catch (failure) {
        if (actionOn(failure) === 'stop') return this.#stopWith(failure as Error);
        if (failures % 20 === 0) logger.warn({ err: failure, group }, 'The stored offset cannot be read yet');
      }
    }
  }
}
