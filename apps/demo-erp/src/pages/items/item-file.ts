export interface Item {
  itmcod: string;
  itmdsc: string;
  modcod: string | null;
  famcod: string | null;
  famnam: string | null;
  colcod: string | null;
  coltxt: string | null;
  sizcod: string | null;
  sizunt: string | null;
  untcod: string;
  taxcod: string;
  itmsts: string;
  webflg: string;
  itmknd: 'G' | 'S' | 'K';
  pckflg: string;
  bckflg: string;
  bckmax: number;
  safqty: number;
  vencod: string | null;
  eancod: string | null;
  wgtgrm: number | null;
  stdcst: string | null;
  chgstp: Date;
  modnam: string | null;
  lngtxt: string | null;
}

export const itemPath = (code: string): string => `/items/${encodeURIComponent(code)}`;
