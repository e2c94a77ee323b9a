/** Text and values of one statement of SQL. */
export type Statement = readonly [text: string, ...values: unknown[]];

/** A form of the back office, posted to a path. */
export interface Form {
  /** Or made of where the form before it led to. */
  path: string | ((location: string) => string);
  fields?: Record<string, string | number>;
}

/** How a clerk gets at the back office. */
export interface Office {
  /** Runs statements in one transaction and commits it; resolves with the rows of the last. */
  commit(statements: readonly Statement[]): Promise<Record<string, unknown>[]>;
  /** Types a form. Left out where there are no pages: all is done by SQL then. */
  post?(path: string, fields: Record<string, string | number>): Promise<Posted>;
}

export interface Posted {
  /** What the page says is wrong; null when it was taken. */
  refused: string | null;
  /** Path of the page after it. */
  location: string;
}

/** Draws from a random source: the same numbers make the same edits of the same books. */
export class Draw {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;

  constructor(next: () => number) {
    this.next = next;
  }

  /** A whole number from 1 to `most`. */
  upTo(most: number): number {
    return 1 + Math.floor(this.next() * most);
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)] as T;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }
}

/** What an edit comes to: the same by forms and by SQL, where both can do it. */
export interface Plan {
  /** For reports, such as `line 2 of 410030 for 5 instead of 3`. */
  words: string;
  /** One after the other; each is a commit of its own. */
  forms?: readonly Form[];
  /** Transactions, one after the other. */
  commits?: readonly (readonly Statement[])[];
  /** Takes the first transaction back when a later one is refused. */
  undo?: readonly Statement[];
}

/** One kind of edit. */
export interface Edit {
  kind: string;
  /** Query of what it can be done to; `$1` are the numbers of the orders that may be touched, null for all. */
  candidates: string;
  /** What is done to one of them: a row of the query. Its type is what the query selects. */
  plan(row: object, draw: Draw): Plan;
}

/** A row of {@link linesWhere}; codes without padding. */
export interface LineRow {
  sonum: number;
  linnum: number;
  item: string;
  whs: string;
  ordqty: number;
  shpqty: number;
  cnlqty: number;
  invqty: number;
  opnqty: number;
  /** Net, of one. */
  pri: string;
  /** The number that the next line of the order has. */
  next: number;
}

/** Lines of sales orders, newest order first, with what an edit needs to know of them. */
export const linesWhere = (condition: string): string =>
  `select l.sonum, l.linnum, rtrim(l.itmcod) as item, rtrim(l.whscod) as whs, l.ordqty, l.shpqty, l.cnlqty, l.invqty,
          l.opnqty, l.pri::text as pri,
          (select max(m.linnum) + 1 from soline m where m.sonum = l.sonum)::int as next
   from soline l join sohead h using (sonum)
   where ($1::int[] is null or l.sonum = any($1)) and ${condition}
   order by l.sonum desc, l.linnum limit 200`;

/** A row of {@link headsWhere}. */
export interface HeadRow {
  sonum: number;
  /** Empty for none, as the purchase order number. */
  cusref: string;
  purnum: string;
  next: number;
}

export const headsWhere = (condition: string): string =>
  `select h.sonum, coalesce(h.cusref, '') as cusref, coalesce(h.purnum, '') as purnum,
          (select coalesce(max(m.linnum), 0) + 1 from soline m where m.sonum = h.sonum)::int as next
   from sohead h where ($1::int[] is null or h.sonum = any($1)) and ${condition}
   order by h.sonum desc limit 200`;

/** Sold by the item's own unit: nothing of it is left when the arithmetic of packs is forgotten. */
export const plain = `l.linknd = 'G' and l.untqty = l.ordqty`;

/** What the programs set with every change. */
export const now = 'chgstp = clock_timestamp()';

/** Copies `$4` units of line `$2` of order `$1` as line `$3`. */
export const copyLine = `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, dispct, taxcod, reqdat, linknd,
                                      untcod, untqty, untpri, perqty)
  select sonum, $3, itmcod, itmdsc, whscod, $4::int, pri, dispct, taxcod, reqdat, linknd, untcod, $4::int, untpri, perqty
  from soline where sonum = $1 and linnum = $2`;
