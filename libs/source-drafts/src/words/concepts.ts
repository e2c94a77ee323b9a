import { type Concept, vocabulary } from './vocabulary.ts';

/** A text in small letters of ASCII, umlauts and accents by their letter. */
const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();

/** Ends that a word gets by grammar. */
const endings = ['', 's', 'n', 'e', 'en', 'es', 'er', 'x'];
/** What stands between the parts of a compound. */
const joints = new Set(['s', 'n', 'e', 'en', 'es', 'l', 'd', 'de', 'du', 'van']);

const words = new Map<string, Concept>();
for (const [concept, listed] of Object.entries(vocabulary) as [Concept, string][])
  for (const word of listed.split(' '))
    for (const ending of word.length > 3 ? endings : ['', 's'])
      if (!words.has(word + ending)) words.set(word + ending, concept);
// Exactly what is listed counts before what grammar makes of something else.
for (const [concept, listed] of Object.entries(vocabulary) as [Concept, string][])
  for (const word of listed.split(' ')) words.set(word, concept);
words.set('categories', 'group').set('countries', 'country').set('currencies', 'currency');
words.set('inventories', 'stock').set('companies', 'name').set('companyname', 'name');

const typed = (text: string): string => text.replace(/ae/g, 'a').replace(/oe/g, 'o').replace(/ue/g, 'u');
const conceptOf = (word: string): Concept | undefined => words.get(word) ?? words.get(typed(word));

/** The pieces of a word without marks between them, such as `artikelnummer` and `UNITPRICE`; null where most is unknown. */
function pieces(word: string): Concept[] | null {
  // Of each length the best cut: what is left over costs.
  const best: { cost: number; found: Concept[] }[] = [{ cost: 0, found: [] }];
  for (let end = 1; end <= word.length; end += 1) {
    const before = best[end - 1] as (typeof best)[number];
    let choice = { cost: before.cost + 1, found: before.found };
    for (let start = Math.max(0, end - 20); start < end; start += 1) {
      const part = word.slice(start, end);
      const from = best[start] as (typeof best)[number];
      const inner = start > 0 && end < word.length;
      const concept =
        part.length >= 3 || (part.length === 2 && start > 0 && end === word.length)
          ? conceptOf(part)
          : undefined;
      if (concept !== undefined && from.cost + 0.1 < choice.cost)
        choice = { cost: from.cost + 0.1, found: [...from.found, concept] };
      else if (inner && joints.has(part) && from.cost + 0.2 < choice.cost)
        choice = { cost: from.cost + 0.2, found: from.found };
    }
    best.push(choice);
  }
  const { cost, found } = best[word.length] as (typeof best)[number];
  return found.length > 0 && cost <= word.length * 0.35 ? found : null;
}

/** Words of a name: at marks, at a change of letters to digits, and where small letters turn to capitals. */
export function wordsOf(name: string): string[] {
  return plain(name.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2'))
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

export interface NamedConcepts {
  /** In their order, each once. */
  readonly concepts: readonly Concept[];
  /** Words that say nothing to us. */
  readonly unknown: number;
}

/** What a name is about. */
export function conceptsOf(name: string): NamedConcepts {
  const found: Concept[] = [];
  let unknown = 0;
  const parts = wordsOf(name);
  const together = conceptOf(parts.join(''));
  if (together !== undefined) return { concepts: [together], unknown: 0 };
  for (let index = 0; index < parts.length; index += 1) {
    const word = parts[index] ?? '';
    const pair = conceptOf(word + (parts[index + 1] ?? ' '));
    if (pair !== undefined && word.length + (parts[index + 1] ?? '').length > 4) {
      found.push(pair);
      index += 1;
      continue;
    }
    const one = conceptOf(word);
    const several = one === undefined ? pieces(word) : [one];
    if (several === null) unknown += 1;
    else found.push(...several);
  }
  return { concepts: [...new Set(found)], unknown };
}
