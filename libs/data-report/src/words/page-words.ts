import type { Severity } from '../finding-kinds.ts';
import type { Meaning } from '../settings.ts';
import type { Language } from './words.ts';

export interface PageWords {
  title: string;
  ready: string;
  notReady: string;
  readySays: string;
  notReadySays(blocks: number): string;
  asOf: string;
  rows: string;
  columns: string;
  findings: string;
  first: string;
  nothingFirst: string;
  overview: string;
  overviewCaption: string;
  gapsCaption: string;
  columnsCaption: string;
  severities: Readonly<Record<Severity, string>>;
  severity: Readonly<Record<Severity, string>>;
  finding: string;
  column: string;
  wholeRecord: string;
  count: string;
  share: string;
  of: string;
  examplesOf: string;
  position: string;
  value: string;
  comparedWith: string;
  partsOf: string;
  part: string;
  suggestion: string;
  guessed: string;
  weight: string;
  about: string;
  allColumns: string;
  means: string;
  filled: string;
  empty: string;
  absent: string;
  distinct: string;
  characters: string;
  meanings: Readonly<Record<Meaning, string>>;
  estimates: string;
  masked: string;
  leftOut(columns: number): string;
}

export const pageWords: Readonly<Record<Language, PageWords>> = {
  en: {
    title: 'Data preparation report',
    ready: 'Ready to go live',
    notReady: 'Not ready to go live',
    readySays: 'Nothing here stands in the way.',
    notReadySays: (blocks) =>
      `${blocks === 1 ? 'One finding has' : `${blocks} findings have`} to be mended before.`,
    asOf: 'As of',
    rows: 'Rows',
    columns: 'Columns',
    findings: 'Findings',
    first: 'Mend these first',
    nothingFirst: 'There is nothing to mend.',
    overview: 'All findings',
    overviewCaption: 'The most severe first',
    gapsCaption: 'Columns with gaps, and where the first of them is',
    columnsCaption: 'All that were looked at; ? where the meaning was guessed',
    severities: { blocks: 'To be mended before going live', warns: 'To be looked at', tells: 'Good to know' },
    severity: { blocks: 'blocks', warns: 'look', tells: 'note' },
    finding: 'Finding',
    column: 'Column',
    wholeRecord: 'whole record',
    count: 'Count',
    share: 'Share',
    of: 'of',
    examplesOf: 'Examples',
    position: 'Position',
    value: 'Value',
    comparedWith: 'compare position',
    partsOf: 'Made up of',
    part: 'Part',
    suggestion: 'Suggestion, to go through and paste',
    guessed: 'What the column means was guessed from its values; state it to be sure.',
    weight: 'Severity',
    about: 'about',
    allColumns: 'Columns',
    means: 'Means',
    filled: 'Filled',
    empty: 'Empty',
    absent: 'Absent',
    distinct: 'Distinct',
    characters: 'Characters',
    meanings: {
      ...{
        text: 'text',
        code: 'code',
        gtin: 'GTIN',
        decimal: 'number',
        price: 'price',
        quantity: 'quantity',
      },
      ...{ weight: 'weight', date: 'date', 'movement-date': 'last movement' },
    },
    estimates:
      'Figures with “about” are estimates: there were more distinct values than are held, so a sample was taken.',
    masked: 'Examples are masked: letters are shown as a, digits as 9.',
    leftOut: (columns) => `${columns} further columns were not looked at.`,
  },
  de: {
    title: 'Bericht zur Datenvorbereitung',
    ready: 'Bereit für den Start',
    notReady: 'Noch nicht bereit für den Start',
    readySays: 'Hier steht nichts im Weg.',
    notReadySays: (blocks) =>
      `${blocks === 1 ? 'Ein Befund ist' : `${blocks} Befunde sind`} vorher zu beheben.`,
    asOf: 'Stand',
    rows: 'Zeilen',
    columns: 'Spalten',
    findings: 'Befunde',
    first: 'Zuerst beheben',
    nothingFirst: 'Es gibt nichts zu beheben.',
    overview: 'Alle Befunde',
    overviewCaption: 'Das Schwerste zuerst',
    gapsCaption: 'Spalten mit Lücken, und wo die erste ist',
    columnsCaption: 'Alle, die angesehen wurden; ?, wo die Bedeutung erraten ist',
    severities: { blocks: 'Vor dem Start zu beheben', warns: 'Anzusehen', tells: 'Gut zu wissen' },
    severity: { blocks: 'hält auf', warns: 'ansehen', tells: 'Hinweis' },
    finding: 'Befund',
    column: 'Spalte',
    wholeRecord: 'ganzer Satz',
    count: 'Anzahl',
    share: 'Anteil',
    of: 'von',
    examplesOf: 'Beispiele',
    position: 'Stelle',
    value: 'Wert',
    comparedWith: 'vergleiche Stelle',
    partsOf: 'Setzt sich zusammen aus',
    part: 'Teil',
    suggestion: 'Vorschlag, zum Durchgehen und Einfügen',
    guessed: 'Was die Spalte bedeutet, ist aus ihren Werten erraten; wer sicher sein will, gibt es an.',
    weight: 'Gewicht',
    about: 'etwa',
    allColumns: 'Spalten',
    means: 'Bedeutung',
    filled: 'Gefüllt',
    empty: 'Leer',
    absent: 'Fehlt',
    distinct: 'Verschieden',
    characters: 'Zeichen',
    meanings: {
      ...{ text: 'Text', code: 'Code', gtin: 'GTIN', decimal: 'Zahl', price: 'Preis', quantity: 'Menge' },
      ...{ weight: 'Gewicht', date: 'Datum', 'movement-date': 'letzte Bewegung' },
    },
    estimates:
      'Zahlen mit „etwa“ sind geschätzt: Es gab mehr verschiedene Werte, als gehalten werden, also wurde eine Stichprobe gezogen.',
    masked: 'Beispiele sind unkenntlich gemacht: Buchstaben stehen als a, Ziffern als 9.',
    leftOut: (columns) => `${columns} weitere Spalten wurden nicht angesehen.`,
  },
};
