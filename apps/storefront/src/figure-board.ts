import { type Figure, beside } from './figure.ts';

/** Told that a figure it looks at has changed. */
export interface Onlooker {
  figureChanged(): void;
}

/** The newest figure of a SKU, held once for all pages that show it. */
export class Slot {
  readonly onlookers = new Set<Onlooker>();
  #figure: Figure | undefined;
  #traceparent: string | undefined;
  #turn = 0;
  readonly #texts = new Map<string, string>();
  #ratesVersion = Number.NaN;

  get figure(): Figure | undefined {
    return this.#figure;
  }

  /** Greater than that of every figure put on the board before; 0 while there is none. */
  get turn(): number {
    return this.#turn;
  }

  put(figure: Figure, turn: number, traceparent: string | undefined): void {
    this.#figure = figure;
    this.#turn = turn;
    this.#traceparent = traceparent;
    this.#texts.clear();
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
    if (text === undefined && this.#figure)
      this.#texts.set(country, (text = render(this.#figure, country, this.#traceparent)));
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

  /** Whether the figure would tell somebody anything. */
  isNews(figure: Figure): boolean {
    const slot = this.#slots.get(figure.sku);
    return slot !== undefined && beside(figure, slot.figure) === 'newer';
  }

  /** Shows a figure, never an older one after a newer. Onlookers are told when it is news. */
  put(figure: Figure, traceparent?: string): void {
    const slot = this.#slots.get(figure.sku);
    const order = slot && beside(figure, slot.figure);
    if (!slot || order === 'older') return;
    if (order === 'same') return slot.put(figure, slot.turn, undefined);
    slot.put(figure, ++this.#turns, traceparent);
    for (const onlooker of slot.onlookers) onlooker.figureChanged();
  }
}
