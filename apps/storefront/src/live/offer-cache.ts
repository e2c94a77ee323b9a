import type { Figure } from '../offers/offer.ts';

/** Told that a figure it looks at has changed. */
export interface Onlooker {
  figureChanged(): void;
}

/** What reading a SKU brought. */
export interface Reading {
  figure: Figure;
  /** Readings that begin later have greater numbers; clocks may go back. */
  number: number;
  /** W3C trace context of the push that it is for. */
  traceparent?: string | undefined;
}

/** The newest figure of a SKU, held once for all pages that show it. */
export class Slot {
  readonly onlookers = new Set<Onlooker>();
  #reading: Reading | undefined;
  #turn = 0;
  readonly #texts = new Map<string, string>();
  #ratesVersion = Number.NaN;

  get figure(): Figure | undefined {
    return this.#reading?.figure;
  }

  /** Greater than that of every figure put on the board before; 0 while there is none. */
  get turn(): number {
    return this.#turn;
  }

  put(reading: Reading, turn: number): void {
    this.#reading = reading;
    this.#turn = turn;
    this.#texts.clear();
  }

  /**
   * What a reading is beside the one that is shown. Windows change a price without a change of version; the versions of a
   * projection that was made anew begin afresh.
   */
  beside({ figure, number }: Reading): 'newer' | 'same' | 'older' {
    if (this.#reading === undefined) return 'newer';
    const { figure: shown, number: before } = this.#reading;
    const sameEpoch = figure.epoch === shown.epoch;
    if (sameEpoch && figure.version !== shown.version)
      return figure.version > shown.version ? 'newer' : 'older';
    if (number < before) return 'older';
    return sameEpoch && figure.price.winner?.version === shown.price.winner?.version ? 'same' : 'newer';
  }

  /**
   * The figure as text, made once per country for as long as the same tax rates hold.
   * @param render is given the figure and the W3C trace context of the push that brought it
   */
  text(
    country: string,
    ratesVersion: number,
    render: (figure: Figure, country: string, traceparent: string | undefined) => string,
  ): string {
    if (this.#ratesVersion !== ratesVersion) this.#texts.clear();
    this.#ratesVersion = ratesVersion;
    let text = this.#texts.get(country);
    if (text === undefined && this.#reading) {
      const { figure, traceparent } = this.#reading;
      this.#texts.set(country, (text = render(figure, country, traceparent)));
    }
    return text ?? '';
  }
}

/** The newest figures of all SKUs that open pages show. */
export class FigureBoard {
  readonly #slots = new Map<string, Slot>();
  #turns = 0;

  /** @returns the slots of the SKUs, and a function that ends the look at them */
  look(skus: Iterable<string>, onlooker: Onlooker): { slots: Slot[]; leave: () => void } {
    const own = new Map<string, Slot>();
    for (const sku of skus) {
      let slot = this.#slots.get(sku);
      if (!slot) this.#slots.set(sku, (slot = new Slot()));
      slot.onlookers.add(onlooker);
      own.set(sku, slot);
    }
    const leave = () => {
      for (const [sku, slot] of own) {
        slot.onlookers.delete(onlooker);
        if (slot.onlookers.size === 0 && this.#slots.get(sku) === slot) this.#slots.delete(sku);
      }
    };
    return { slots: [...own.values()], leave };
  }

  /** Whether somebody looks at the SKU. */
  has(sku: string): boolean {
    return this.#slots.has(sku);
  }

  skus(): Iterable<string> {
    return this.#slots.keys();
  }

  /** Whether it would tell somebody anything. */
  isNews(reading: Reading): boolean {
    return this.#slots.get(reading.figure.sku)?.beside(reading) === 'newer';
  }

  /** Shows a figure, never an older one after a newer. Onlookers are told when it is news. */
  put(reading: Reading): void {
    const slot = this.#slots.get(reading.figure.sku);
    const order = slot?.beside(reading);
    if (!slot || order === 'older') return;
    if (order === 'same') return slot.put(reading, slot.turn);
    slot.put(reading, ++this.#turns);
    for (const onlooker of slot.onlookers) onlooker.figureChanged();
  }
}
