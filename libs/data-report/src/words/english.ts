import type { FindingWords } from './words.ts';

export const english: FindingWords = {
  'no-rows': {
    title: 'No rows',
    advice: 'Check the address, the pattern and the format of the reader: it gave no record at all.',
  },
  'missing-required': {
    title: 'Required values are missing',
    advice: 'Fill the column in the back office, or skip these rows by a stated rule.',
  },
  'duplicate-keys': {
    title: 'Duplicate keys',
    advice: ({ key }) =>
      `Delete or renumber all but one row of each key, or add the column to the key (now: ${key}) that tells them apart.`,
  },
  'keys-same-after-cleaning': {
    title: 'Keys that are one after cleaning',
    advice:
      'Merge these rows, or bind each to a code of its own: without blanks, case and invisible characters their keys are the same.',
  },
  'forbidden-characters': {
    title: 'Keys with control characters or |',
    advice: 'Remove control characters and | from these keys, or bind the rows to other codes by hand.',
  },
  'dangling-references': {
    title: 'References that lead nowhere',
    advice: ({ references }) =>
      `Add the missing records to ${references}, or correct these values: what they name is not there.`,
  },
  'sums-differ': {
    title: 'Lines that do not add up to the total',
    advice: ({ line, tolerance }) =>
      `Find the missing, doubled or rounded lines: the sum of ${line} differs from the total by more than ${tolerance}.`,
  },
  'unknown-codes': {
    title: 'Unknown codes',
    advice: 'Say in the code table what each of these codes means, or correct them in the back office.',
  },
  'exponent-codes': {
    title: 'Codes that a spreadsheet made numbers',
    advice:
      'Export again with the column as text: digits are lost, and nothing can bring them back from this file.',
  },
  'date-codes': {
    title: 'Codes that a spreadsheet made dates',
    advice:
      'Export again with the column as text, without opening the file in a spreadsheet: 1-2 has become 2 January.',
  },
  'spreadsheet-errors': {
    title: 'Errors of a spreadsheet',
    advice: 'Mend the formula in the spreadsheet that gives these errors, and export again.',
  },
  'lost-digits': {
    title: 'Long codes that end in zeros',
    advice:
      'Export again with the column as text: a spreadsheet keeps fifteen digits of a number, and fills up with zeros.',
  },
  'lost-leading-zeros': {
    title: 'Lost leading zeros',
    advice: ({ length }) =>
      `Export again with the column as text; the codes should have ${length} digits, and zeros in front are gone.`,
  },
  'trailing-point-zero': {
    title: 'Codes that end in .0',
    advice: 'Export again with the column as text: a program has read these codes as numbers.',
  },
  'gtin-check-digits': {
    title: 'Numbers that are no GTIN',
    advice:
      'Correct these numbers by the package, or leave them empty: their length or their check digit is wrong.',
  },
  'unreadable-numbers': {
    title: 'Not a number',
    advice: 'Correct these values in the back office: letters stand where digits should.',
  },
  'ambiguous-numbers': {
    title: 'Numbers with two meanings',
    advice: ({ likely }) =>
      likely
        ? `State the format of the column: 1.234 may be one or a thousand, and the other values look like ${likely}.`
        : 'State the format of the column: 1.234 may be one or a thousand, and no other value tells which.',
  },
  'mixed-number-formats': {
    title: 'Points and commas mixed',
    advice:
      'Have all numbers of the column written in one format, or read the rows of each format by a reader of its own.',
  },
  'other-than-stated': {
    title: 'Written otherwise than stated',
    advice: ({ format }) =>
      `Correct the stated format (${format}), or these values: read by it, they would be refused or be wrong.`,
  },
  overpunch: {
    title: 'Signs punched over the last digit',
    advice:
      'Have the column exported with ordinary signs: a last character of { or A to R stands for a digit and a sign.',
  },
  'unreadable-dates': {
    title: 'Not a date',
    advice: 'Correct these values in the back office, or add the words that mean nothing to the reader.',
  },
  'impossible-dates': {
    title: 'Days that do not exist',
    advice: 'Correct these dates in the back office: the calendar has no such day.',
  },
  'ambiguous-dates': {
    title: 'Dates with two meanings',
    advice: ({ likely }) =>
      likely
        ? `State the format of the column: day and month can be exchanged here, and the other dates are ${likely}.`
        : 'State the format of the column: day and month can be exchanged here, and no other date tells which is which.',
  },
  'excel-serials': {
    title: 'Dates as numbers of a spreadsheet',
    advice:
      'Export the column as a date in words of year, month and day: these are days counted since 1900 or 1904.',
  },
  mojibake: {
    title: 'Text in the wrong encoding',
    advice:
      'State the right encoding of the file: UTF-8 was read as something else, here or before it was exported.',
  },
  'replacement-characters': {
    title: 'Characters that were lost',
    advice:
      'State the right encoding of the file and read it again; where it was lost before, type the texts anew.',
  },
  'question-marks-in-words': {
    title: 'Question marks inside words',
    advice: 'Type these texts anew, or export in UTF-8: a letter was lost where the question mark stands.',
  },
  'nothing-words': {
    title: 'Words that mean nothing',
    advice: 'Add these words to what the reader takes for nothing, or else they are published as values.',
  },
  'mixed-date-formats': {
    title: 'Several date formats',
    advice: 'Have all dates of the column written in one format, or state each of them in the mapping.',
  },
  'two-digit-years': {
    title: 'Years of two digits',
    advice: 'Export years with four digits, or state the century in the format.',
  },
  'implausible-dates': {
    title: 'Implausible dates',
    advice:
      'Check these dates, before 1950 or more than ten years ahead: they often stand for "never" or "unknown".',
  },
  'implied-cents': {
    title: 'Prices that may be in cents',
    advice:
      'Say whether the column is in cents: it has no decimals at all, and its figures end as prices do.',
  },
  'float-residue': {
    title: 'Residues of binary arithmetic',
    advice: 'Have the column exported as a decimal, or state to how many places it is rounded.',
  },
  'signs-behind': {
    title: 'Minus signs behind, or brackets',
    advice:
      'State the format with its sign behind (1.234,56-), or have negative numbers exported with the sign in front.',
  },
  'units-in-numbers': {
    title: 'Units and currencies in numbers',
    advice:
      'Move the unit into a column of its own, or cut it off in the mapping after checking that it is always the same.',
  },
  outliers: {
    title: 'Far from all others',
    advice: ({ groupBy, factor }) =>
      `Check these figures, up to ${factor} times away from the median${groupBy ? ` of their ${groupBy}` : ''}: a decimal mark may have slipped.`,
  },
  'not-positive': {
    title: 'Zero or negative',
    advice:
      'Decide what these rows mean: nothing is sold at a price of zero, and no stock is less than none.',
  },
  'similar-codes': {
    title: 'Codes that are probably one',
    advice: 'Go through the suggestion line by line, and paste into the code table what is true.',
  },
  'stale-rows': {
    title: 'Stale rows',
    advice: ({ days }) =>
      `Decide whether these rows are still needed, and skip them by a stated rule if not: nothing moved for ${days} days.`,
  },
  'too-long': {
    title: 'Longer than can be shown',
    advice: ({ maxLength }) => `Shorten these texts to ${maxLength} characters: nothing is cut in silence.`,
  },
  html: {
    title: 'HTML in texts',
    advice: 'Have the mapping make plain text of these, and look at a few of the results.',
  },
  shorthand: {
    title: 'Shorthand',
    advice: 'Write texts for the shop, or a table of abbreviations that the mapping expands.',
  },
  'stray-blanks': {
    title: 'Blanks around codes, or characters nobody sees',
    advice:
      'Let the mapping clean these codes, and check that everything that refers to them is cleaned alike.',
  },
  gaps: {
    title: 'Gaps',
    advice: 'Decide whether the shop needs this column; if so, fill it or state a default in the mapping.',
  },
};
