import { hash } from 'node:crypto';
import type { NewOrder } from '@throughline/connector';
import {
  type Delivery,
  DeliveryDiffers,
  type FileStore,
  NameTaken,
  type OutgoingName,
  PathRefused,
  hasDocument,
  putDocument,
  putWithMarker,
} from '@throughline/file-stores';
import type { CompiledOutgoing } from '@throughline/mapping';
import { TransientError } from '@throughline/messaging';
import { type DataSource, transaction } from '@throughline/persistence';
import { type OrderLayout, type OrderRecords, UnfitOrder, orderFile } from '@throughline/source-documents';
import { type Answer, type AnswerColumns, answerOf } from './answers.ts';

import {
  type NewOrderFile,
  type OrderFile,
  addOrderFiles,
  filesUnderWay,
  landedAnswers,
  nextSequence,
  noted,
  saveDelivery,
  saveDeliveryTrouble,
} from './order-files.tables.ts';

/** How a source takes orders as files. */
export interface OrderFilesSettings {
  readonly source: string;
  readonly mapping: CompiledOutgoing;
  readonly layout: OrderLayout;
  /** Folder that the files go to, empty for the top of the store. */
  readonly folder: string;
  readonly name: OutgoingName;
  /** Whether each order has a file of its own, or those that are handed over together share one. */
  readonly each: 'order' | 'batch';
  /** Name of the marker of a file. */
  readonly marker: ((name: string) => string) | null;
  /** Folder that the receiver keeps files in after use. */
  readonly archive: string | null;
  /** Column of the head by which an order is answered. */
  readonly reference: string;
  readonly answers: (AnswerColumns & { readonly reader: string; readonly nothing: readonly string[] }) | null;
}

/** How an order stands that is in a file. */
export interface FiledOrder {
  readonly path: string;
  readonly answer: Answer | null;
}

/**
 * Hands orders over as files. What is to be written is noted first, so that after an end at any point the same bytes get
 * the same name, once: also when the receiver has taken the file since.
 */
export class OrderFiles {
  #store: Promise<FileStore> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: OrderFilesSettings,
    private readonly open: () => Promise<FileStore>,
  ) {}

  /**
   * Puts orders out that are in no file yet, and ends what was begun.
   * @returns why orders cannot be put into a file, by order
   * @throws TransientError while the store cannot be written to; NameTaken, DeliveryDiffers or PathRefused where a file of
   * these orders alone cannot get its name
   */
  async put(orders: readonly NewOrder[]): Promise<Map<string, string>> {
    const { source } = this.settings;
    const numbers = orders.map(({ order }) => order);
    const known = await noted(this.dataSource, source, numbers);
    const inFiles = new Set(known.map(({ order }) => order));
    const refusals = new Map<string, string>();
    await this.note(
      orders.filter(({ order }) => !inFiles.has(order)),
      refusals,
    );
    await this.deliverAll(await noted(this.dataSource, source, numbers));
    return refusals;
  }

  /**
   * Those of some orders that are in a file, which is put out if it was not yet: what is noted may be there already.
   * @throws as `put`
   */
  async find(orders: readonly string[]): Promise<Map<string, FiledOrder>> {
    const { source, answers } = this.settings;
    const known = await noted(this.dataSource, source, orders);
    await this.deliverAll(known);
    const said = new Map<string, Answer>();
    if (answers !== null) {
      const references = known.map(({ reference }) => reference);
      // The newest first, and of each the first that says something.
      for (const { reference, values } of await landedAnswers(
        this.dataSource,
        source,
        answers.reader,
        references,
      )) {
        const answer = said.has(reference) ? null : answerOf(values, answers, answers.nothing);
        if (answer !== null) said.set(reference, answer);
      }
    }
    return new Map(
      known.map(({ order, path, reference }) => [order, { path, answer: said.get(reference) ?? null }]),
    );
  }

  async close(): Promise<void> {
    const store = await this.#store?.catch(() => null);
    this.#store = null;
    await store?.close();
  }

  /** Notes the files that these orders go into. */
  private async note(orders: readonly NewOrder[], refusals: Map<string, string>): Promise<void> {
    const { source, each, folder, name, reference } = this.settings;
    const records = orders.flatMap((order) => this.records(order, refusals));
    const groups = each === 'order' ? records.map((record) => [record]) : [records];
    const files: (Pick<NewOrderFile, 'content' | 'orders'> & { first: string })[] = [];
    for (const group of groups) {
      const { content, orders: fitting } = await this.written(group, refusals);
      const [first] = fitting;
      if (first === undefined) continue;
      const named = fitting.map(({ order, head }) => ({ order, reference: head[reference] ?? order }));
      files.push({ content, orders: named, first: first.order });
    }
    if (files.length === 0) return;
    const madeAt = new Date();
    await transaction(this.dataSource, async (tx) => {
      const next = await nextSequence(tx, source);
      const list = files.map(({ first, ...file }, index): NewOrderFile => {
        const seq = next + index;
        const filled = name.fill({ order: first, seq, asOf: madeAt.getTime() });
        const path = folder === '' ? filled : `${folder}/${filled}`;
        return { ...file, seq, path, madeAt, sha256: hash('sha256', file.content) };
      });
      await addOrderFiles(tx, source, list);
    });
  }

  private records(order: NewOrder, refusals: Map<string, string>): OrderRecords[] {
    const made = this.settings.mapping.make(order);
    if (!('misfits' in made)) return [{ order: order.order, ...made }];
    refusals.set(order.order, made.misfits.map(({ column, reason }) => `${column} ${reason}`).join('; '));
    return [];
  }

  /** The bytes of a file, without the orders that it cannot hold. */
  private async written(
    orders: readonly OrderRecords[],
    refusals: Map<string, string>,
  ): Promise<{ content: Buffer; orders: readonly OrderRecords[] }> {
    if (orders.length === 0) return { content: Buffer.alloc(0), orders };
    try {
      return { content: await orderFile(this.settings.layout, orders), orders };
    } catch (error) {
      if (!(error instanceof UnfitOrder)) throw error;
      refusals.set(error.order, error.reason);
      return this.written(
        orders.filter(({ order }) => order !== error.order),
        refusals,
      );
    }
  }

  private async deliverAll(noted: readonly { seq: number; deliveredAt: Date | null }[]): Promise<void> {
    const open = noted.flatMap(({ seq, deliveredAt }) => (deliveredAt === null ? seq : []));
    await this.deliver(await filesUnderWay(this.dataSource, this.settings.source, [...new Set(open)]));
  }

  /** One file that cannot get its name keeps only its own orders. */
  private async deliver(files: readonly OrderFile[]): Promise<void> {
    const taken: unknown[] = [];
    for (const file of files)
      try {
        await this.deliverOne(file);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        await saveDeliveryTrouble(this.dataSource, this.settings.source, file.seq, message);
        const isOfThisFile =
          error instanceof NameTaken || error instanceof DeliveryDiffers || error instanceof PathRefused;
        if (!isOfThisFile)
          throw new TransientError(`${file.path} cannot be put: ${message}`, { cause: error });
        taken.push(error);
      }
    if (taken.length > 0) throw taken[0];
  }

  private async deliverOne({ seq, path, content, delivery }: OrderFile): Promise<void> {
    const { source, marker, archive } = this.settings;
    if (content === null) return;
    let before = delivery;
    const saving = (isOver: (delivery: Delivery) => boolean) => async (after: Delivery) => {
      await saveDelivery(this.dataSource, source, seq, { before, after, isOver: isOver(after) });
      before = after;
    };
    const store = await this.opened();
    const name = path.slice(path.lastIndexOf('/') + 1);
    // What we know of it may have been lost; its receiver has it all the same.
    if (before === null && archive !== null && (await hasDocument(store, `${archive}/${name}`, content)))
      return saving(() => true)({ path, sha256: hash('sha256', content), state: 'delivered' });
    if (marker === null) {
      const isOver = ({ state }: Delivery) => state === 'delivered';
      await putDocument(store, path, content, delivery, saving(isOver));
    } else {
      const isOver = (after: Delivery) => after.marker?.state === 'delivered';
      const paths = { path, marker: path.slice(0, path.length - name.length) + marker(name) };
      await putWithMarker(store, paths, content, delivery, saving(isOver));
    }
  }

  private opened(): Promise<FileStore> {
    this.#store ??= this.open().catch((error: unknown) => {
      this.#store = null;
      throw error;
    });
    return this.#store;
  }
}
