import { german } from './german.ts';
import { bikes, models, type Pair } from './model-texts.ts';

const parts: Record<string, Pair> = {
  MTNF: [
    'Alloy mountain frame, hand finished, with room for wide tyres.',
    'Mountainbike-Rahmen aus Aluminium, von Hand verputzt, mit Platz für breite Reifen.',
  ],
  RODF: [
    'Alloy road frame with smooth welds and a tapered head tube.',
    'Rennrahmen aus Aluminium mit glatten Schweißnähten und konischem Steuerrohr.',
  ],
  TRGF: [
    'Touring frame with eyelets for racks and mudguards and three bottle mounts.',
    'Tourenrahmen mit Ösen für Träger und Schutzbleche und drei Flaschenhaltern.',
  ],
  HDLB: [
    'Handlebar in butted alloy, clean bend, marked for cutting to width.',
    'Lenker aus konifiziertem Aluminium, saubere Biegung, Markierungen zum Kürzen.',
  ],
  SADL: [
    'Saddle with a flexible shell and a relief channel.',
    'Sattel mit flexibler Schale und Entlastungskanal.',
  ],
  PEDA: [
    'Pair of pedals on sealed bearings, serviceable with one tool.',
    'Pedalpaar mit gedichteten Lagern, mit einem Werkzeug zu warten.',
  ],
  WHEL: [
    'Hand-trued wheel with stainless spokes, ready to ride.',
    'Von Hand zentriertes Laufrad mit rostfreien Speichen, fertig zum Einbau.',
  ],
  FORK: ['Replacement fork, end of series.', 'Ersatzgabel, Ende der Serie.'],
  HDST: [
    'Threadless headset with cartridge bearings, end of series.',
    'Gewindeloser Steuersatz mit Industrielagern, Ende der Serie.',
  ],
  CRNK: ['Forged crankset with replaceable rings.', 'Geschmiedete Kurbelgarnitur mit wechselbaren Blättern.'],
  BTMB: ['Bottom bracket, sealed against water and grit.', 'Innenlager, gegen Wasser und Staub gedichtet.'],
  BRKS: [
    'Rim brake with cartridge pads, strong and easy to set.',
    'Felgenbremse mit Wechselbelägen, kräftig und leicht einzustellen.',
  ],
  DRLR: [
    'Derailleur with a stiff cage for quiet, exact shifts.',
    'Schaltwerk mit steifem Käfig für leise, genaue Gangwechsel.',
  ],
  CHNS: [
    'Nickel-plated chain, runs quiet, comes with a joining link.',
    'Vernickelte Kette, läuft leise, mit Verschlussglied.',
  ],
  TYRE: [
    'Tyre with a puncture belt and reflective sidewall.',
    'Reifen mit Pannenschutz und reflektierender Flanke.',
  ],
};

const grades: Record<string, Pair> = {
  LL: ['The sensible grade for every day.', 'Die vernünftige Klasse für jeden Tag.'],
  ML: ['The middle grade: lighter, finer finish.', 'Die mittlere Klasse: leichter und feiner verarbeitet.'],
  HL: ['The top grade, as light as we dare.', 'Die höchste Klasse, so leicht wie vertretbar.'],
};

export interface ModelText {
  language: 'EN' | 'DE';
  name: string;
  text: string;
}

/** English and German name and text of a model, e.g. `HL Road Frame` of family `RODF`. */
export function modelTexts(model: string, family: string): ModelText[] {
  const own = bikes[model] ?? models[model];
  const part = parts[family];
  const grade = grades[model.slice(0, 2)];
  const base = own ?? part;
  if (base === undefined) throw new Error(`no text for ${model} (${family})`);
  const sentences = own === undefined && grade !== undefined ? [base, grade] : [base];
  return [
    {
      language: 'EN',
      name: model.replace('Seat/Saddle', 'Saddle'),
      text: sentences.map((s) => s[0]).join(' '),
    },
    {
      language: 'DE',
      name: german.reduce((name, [pattern, word]) => name.replace(pattern, word), model),
      text: sentences.map((s) => s[1]).join(' '),
    },
  ];
}
