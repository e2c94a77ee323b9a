import type { ErpItem, ProductText } from '@throughline/events';

/** What a product needs before shoppers can order it. */
export type Requirement = 'text' | 'price' | 'tax';

/** What the catalog knows of it beside its item. */
export interface Readiness {
  /** Whether a price for everybody is in force. */
  priced: boolean;
  /** Whether a rate of its tax class is in force somewhere. */
  taxed: boolean;
}

/** What a product lacks, in this order; none when it can be sold. */
export function missingOf(
  item: Pick<ErpItem, 'texts'>,
  texts: readonly ProductText[],
  { priced, taxed }: Readiness,
): Requirement[] {
  const named = [...item.texts, ...texts].some(({ name }) => name.trim() !== '');
  const met: Record<Requirement, boolean> = { text: named, price: priced, tax: taxed };
  return (Object.keys(met) as Requirement[]).filter((requirement) => !met[requirement]);
}

const words: Record<Requirement, string> = {
  text: 'text: it has no name in any language',
  price: 'price: none for everybody is in force',
  tax: 'tax: no rate of its tax class is in force',
};

/** What is missing, for people. */
export function missingWords(missing: readonly Requirement[]): string {
  return missing.map((requirement) => words[requirement]).join('; ');
}
