import type { FindingWords } from './words.ts';

export const german: FindingWords = {
  'no-rows': {
    title: 'Keine Zeilen',
    advice: 'Adresse, Muster und Format des Lesers prüfen: Er hat keinen einzigen Satz geliefert.',
  },
  'missing-required': {
    title: 'Pflichtwerte fehlen',
    advice: 'Die Spalte in der Warenwirtschaft füllen oder diese Zeilen durch eine Regel auslassen.',
  },
  'duplicate-keys': {
    title: 'Doppelte Schlüssel',
    advice: ({ key }) =>
      `Je Schlüssel alle Zeilen bis auf eine löschen oder umnummerieren, oder die Spalte in den Schlüssel (jetzt: ${key}) aufnehmen, die sie unterscheidet.`,
  },
  'keys-same-after-cleaning': {
    title: 'Schlüssel, die bereinigt gleich sind',
    advice:
      'Diese Zeilen zusammenführen oder an je einen eigenen Code binden: Ohne Leerzeichen, Großschreibung und unsichtbare Zeichen sind ihre Schlüssel gleich.',
  },
  'forbidden-characters': {
    title: 'Schlüssel mit Steuerzeichen oder |',
    advice:
      'Steuerzeichen und | aus diesen Schlüsseln entfernen oder die Zeilen von Hand an andere Codes binden.',
  },
  'dangling-references': {
    title: 'Verweise ins Leere',
    advice: ({ references }) =>
      `Die fehlenden Sätze in ${references} ergänzen oder diese Werte berichtigen: Was sie nennen, gibt es dort nicht.`,
  },
  'sums-differ': {
    title: 'Positionen ergeben nicht die Summe',
    advice: ({ line, tolerance }) =>
      `Fehlende, doppelte oder gerundete Positionen suchen: Die Summe von ${line} weicht um mehr als ${tolerance} vom Gesamtbetrag ab.`,
  },
  'unknown-codes': {
    title: 'Unbekannte Codes',
    advice:
      'In der Codetabelle sagen, was jeder dieser Codes bedeutet, oder sie in der Warenwirtschaft berichtigen.',
  },
  'exponent-codes': {
    title: 'Codes, die eine Tabellenkalkulation zu Zahlen gemacht hat',
    advice:
      'Mit der Spalte als Text neu exportieren: Ziffern sind verloren und aus dieser Datei nicht wiederzugewinnen.',
  },
  'date-codes': {
    title: 'Codes, die eine Tabellenkalkulation zu Datumsangaben gemacht hat',
    advice:
      'Mit der Spalte als Text neu exportieren und die Datei nicht in einer Tabellenkalkulation öffnen: Aus 1-2 wurde der 2. Januar.',
  },
  'spreadsheet-errors': {
    title: 'Fehlerwerte einer Tabellenkalkulation',
    advice: 'Die Formel in der Tabelle berichtigen, die diese Fehler ergibt, und neu exportieren.',
  },
  'lost-digits': {
    title: 'Lange Codes, die auf Nullen enden',
    advice:
      'Mit der Spalte als Text neu exportieren: Eine Tabellenkalkulation behält fünfzehn Ziffern und füllt mit Nullen auf.',
  },
  'lost-leading-zeros': {
    title: 'Verlorene führende Nullen',
    advice: ({ length }) =>
      `Mit der Spalte als Text neu exportieren; die Codes sollten ${length} Ziffern haben, und Nullen am Anfang fehlen.`,
  },
  'trailing-point-zero': {
    title: 'Codes, die auf .0 enden',
    advice: 'Mit der Spalte als Text neu exportieren: Ein Programm hat diese Codes als Zahlen gelesen.',
  },
  'gtin-check-digits': {
    title: 'Nummern, die keine GTIN sind',
    advice:
      'Diese Nummern nach der Verpackung berichtigen oder leer lassen: Länge oder Prüfziffer stimmt nicht.',
  },
  'unreadable-numbers': {
    title: 'Keine Zahl',
    advice: 'Diese Werte in der Warenwirtschaft berichtigen: Wo Ziffern stehen sollten, stehen Buchstaben.',
  },
  'ambiguous-numbers': {
    title: 'Zweideutige Zahlen',
    advice: ({ likely }) =>
      likely
        ? `Das Format der Spalte angeben: 1.234 kann eins oder tausend sein, und die übrigen Werte sehen aus wie ${likely}.`
        : 'Das Format der Spalte angeben: 1.234 kann eins oder tausend sein, und kein anderer Wert verrät es.',
  },
  'mixed-number-formats': {
    title: 'Punkt und Komma gemischt',
    advice:
      'Alle Zahlen der Spalte in einem Format schreiben lassen oder die Zeilen je Format mit einem eigenen Leser lesen.',
  },
  'other-than-stated': {
    title: 'Anders geschrieben als angegeben',
    advice: ({ format }) =>
      `Das angegebene Format (${format}) berichtigen oder diese Werte: Damit gelesen, würden sie abgewiesen oder falsch.`,
  },
  overpunch: {
    title: 'Vorzeichen in der letzten Ziffer',
    advice:
      'Die Spalte mit gewöhnlichen Vorzeichen exportieren lassen: { oder A bis R am Ende steht für eine Ziffer mit Vorzeichen.',
  },
  'unreadable-dates': {
    title: 'Kein Datum',
    advice:
      'Diese Werte in der Warenwirtschaft berichtigen oder Wörter, die nichts bedeuten, dem Leser nennen.',
  },
  'impossible-dates': {
    title: 'Tage, die es nicht gibt',
    advice: 'Diese Datumsangaben in der Warenwirtschaft berichtigen: Der Kalender kennt keinen solchen Tag.',
  },
  'ambiguous-dates': {
    title: 'Zweideutige Datumsangaben',
    advice: ({ likely }) =>
      likely
        ? `Das Format der Spalte angeben: Tag und Monat sind hier vertauschbar, und die übrigen sind ${likely}.`
        : 'Das Format der Spalte angeben: Tag und Monat sind hier vertauschbar, und kein anderes Datum verrät die Reihenfolge.',
  },
  'excel-serials': {
    title: 'Datum als Zahl einer Tabellenkalkulation',
    advice:
      'Die Spalte als Datum mit Jahr, Monat und Tag exportieren: Dies sind Tage, gezählt seit 1900 oder 1904.',
  },
  mojibake: {
    title: 'Text in falscher Kodierung',
    advice:
      'Die richtige Kodierung der Datei angeben: UTF-8 wurde hier oder schon vor dem Export als etwas anderes gelesen.',
  },
  'replacement-characters': {
    title: 'Verlorene Zeichen',
    advice:
      'Die richtige Kodierung der Datei angeben und neu lesen; was schon vorher verloren war, neu eintippen.',
  },
  'question-marks-in-words': {
    title: 'Fragezeichen in Wörtern',
    advice:
      'Diese Texte neu eintippen oder in UTF-8 exportieren: Wo das Fragezeichen steht, ging ein Buchstabe verloren.',
  },
  'nothing-words': {
    title: 'Wörter, die nichts bedeuten',
    advice: 'Diese Wörter dem Leser als „nichts“ nennen, sonst werden sie als Werte veröffentlicht.',
  },
  'mixed-date-formats': {
    title: 'Mehrere Datumsformate',
    advice:
      'Alle Datumsangaben der Spalte in einem Format schreiben lassen oder jedes davon im Mapping angeben.',
  },
  'two-digit-years': {
    title: 'Zweistellige Jahre',
    advice: 'Jahre vierstellig exportieren oder das Jahrhundert im Format angeben.',
  },
  'implausible-dates': {
    title: 'Unwahrscheinliche Datumsangaben',
    advice:
      'Diese Datumsangaben vor 1950 oder mehr als zehn Jahre voraus prüfen: Oft stehen sie für „nie“ oder „unbekannt“.',
  },
  'implied-cents': {
    title: 'Preise, die Cent sein können',
    advice:
      'Sagen, ob die Spalte in Cent geführt wird: Sie hat keine Nachkommastellen, und ihre Zahlen enden wie Preise.',
  },
  'float-residue': {
    title: 'Reste binärer Rechnung',
    advice:
      'Die Spalte als Dezimalzahl exportieren lassen oder angeben, auf wie viele Stellen gerundet wird.',
  },
  'signs-behind': {
    title: 'Nachgestelltes Minus oder Klammern',
    advice:
      'Das Format mit nachgestelltem Vorzeichen (1.234,56-) angeben oder negative Zahlen mit Minus davor exportieren lassen.',
  },
  'units-in-numbers': {
    title: 'Einheiten und Währungen in Zahlen',
    advice:
      'Die Einheit in eine eigene Spalte setzen oder im Mapping abschneiden, wenn sie sicher immer dieselbe ist.',
  },
  outliers: {
    title: 'Weit ab von allen anderen',
    advice: ({ groupBy, factor }) =>
      `Diese Zahlen prüfen, bis zum ${factor}-Fachen vom Median${groupBy ? ` ihrer Gruppe (${groupBy})` : ''} entfernt: Das Komma kann verrutscht sein.`,
  },
  'not-positive': {
    title: 'Null oder negativ',
    advice:
      'Entscheiden, was diese Zeilen bedeuten: Zum Preis von null wird nichts verkauft, und weniger als kein Bestand gibt es nicht.',
  },
  'similar-codes': {
    title: 'Codes, die vermutlich einer sind',
    advice: 'Den Vorschlag Zeile für Zeile durchgehen und in die Codetabelle übernehmen, was stimmt.',
  },
  'stale-rows': {
    title: 'Veraltete Zeilen',
    advice: ({ days }) =>
      `Entscheiden, ob diese Zeilen noch gebraucht werden, und sie sonst durch eine Regel auslassen: Seit ${days} Tagen hat sich nichts bewegt.`,
  },
  'too-long': {
    title: 'Länger als darstellbar',
    advice: ({ maxLength }) =>
      `Diese Texte auf ${maxLength} Zeichen kürzen: Stillschweigend wird nichts abgeschnitten.`,
  },
  html: {
    title: 'HTML in Texten',
    advice: 'Im Mapping reinen Text daraus machen und einige Ergebnisse ansehen.',
  },
  shorthand: {
    title: 'Kurzschrift',
    advice: 'Texte für den Shop schreiben oder eine Tabelle der Abkürzungen, die das Mapping ausschreibt.',
  },
  'stray-blanks': {
    title: 'Leerzeichen um Codes oder unsichtbare Zeichen',
    advice:
      'Diese Codes im Mapping bereinigen und prüfen, dass alles, was auf sie verweist, ebenso bereinigt wird.',
  },
  gaps: {
    title: 'Lücken',
    advice:
      'Entscheiden, ob der Shop diese Spalte braucht; wenn ja, sie füllen oder im Mapping einen Vorgabewert angeben.',
  },
};
