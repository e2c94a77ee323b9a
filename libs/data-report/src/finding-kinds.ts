/** `blocks`: not to go live with. `warns`: somebody should look. `tells`: may well be as it should. */
export const severities = ['blocks', 'warns', 'tells'] as const;
export type Severity = (typeof severities)[number];

/** Every kind of finding, and how severe it is where nothing else is known. */
export const findingKinds = {
  'no-rows': 'blocks',
  'missing-required': 'blocks',
  'duplicate-keys': 'blocks',
  'keys-same-after-cleaning': 'blocks',
  'forbidden-characters': 'blocks',
  'dangling-references': 'blocks',
  'sums-differ': 'blocks',
  'unknown-codes': 'blocks',
  'exponent-codes': 'blocks',
  'date-codes': 'blocks',
  'lost-digits': 'blocks',
  'lost-leading-zeros': 'blocks',
  'trailing-point-zero': 'blocks',
  'spreadsheet-errors': 'blocks',
  'gtin-check-digits': 'blocks',
  'unreadable-numbers': 'blocks',
  'ambiguous-numbers': 'blocks',
  'mixed-number-formats': 'blocks',
  'other-than-stated': 'blocks',
  overpunch: 'blocks',
  'unreadable-dates': 'blocks',
  'impossible-dates': 'blocks',
  'ambiguous-dates': 'blocks',
  'excel-serials': 'blocks',
  mojibake: 'blocks',
  'replacement-characters': 'blocks',
  'question-marks-in-words': 'warns',
  'nothing-words': 'warns',
  'mixed-date-formats': 'warns',
  'two-digit-years': 'warns',
  'implausible-dates': 'warns',
  'implied-cents': 'warns',
  'float-residue': 'warns',
  'signs-behind': 'warns',
  'units-in-numbers': 'warns',
  outliers: 'warns',
  'not-positive': 'warns',
  'similar-codes': 'warns',
  'stale-rows': 'warns',
  'too-long': 'warns',
  html: 'warns',
  shorthand: 'tells',
  'stray-blanks': 'tells',
  gaps: 'tells',
} as const satisfies Record<string, Severity>;

export type FindingKind = keyof typeof findingKinds;
export const findingKindNames = Object.keys(findingKinds) as [FindingKind, ...FindingKind[]];
