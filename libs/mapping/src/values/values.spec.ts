import { negate, parseDecimal } from '@throughline/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalValue } from './canonical-value.ts';
import { calendarDate, dateOfDay, dayNumber, isDay } from './calendar.ts';
import { gtinFault } from './codes.ts';
import { dateFormat } from './date-format.ts';
import { decimalFormat, impliedDecimal, overpunched } from './decimal-format.ts';
import { picture } from './picture.ts';
import { shapeOf } from './shape.ts';
import { trimmed } from './texts.ts';
import { isZone, utc, zoneOf } from './zone.ts';

const units = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const places = fc.integer({ min: 0, max: 5 });

/** Sign, whole digits and decimals of so many 10^-scale. */
function parts(
  count: bigint,
  scale: number,
): { minus: boolean; whole: string; fraction: string; decimal: string } {
  const digits = String(count < 0n ? -count : count).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : digits.slice(-scale);
  const decimal = parseDecimal(`${count < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${fraction}`}`);
  return { minus: count < 0n, whole, fraction, decimal };
}

/** Groups of so many digits, of which the last has three. */
function grouped(whole: string, mark: string, size: number): string {
  if (whole.length <= 3) return whole;
  const head = whole.slice(0, -3);
  const groups = head.match(new RegExp(`^\\d{1,${size}}(?=(?:\\d{${size}})*$)|\\d{${size}}`, 'g')) ?? [];
  return [...groups, whole.slice(-3)].join(mark);
}

const dialects: readonly [sample: string, mark: string, point: string, size: number][] = [
  ['1.234,56', '.', ',', 3],
  ['1,234.56', ',', '.', 3],
  ['1 234,56', ' ', ',', 3],
  ["1'234.56", "'", '.', 3],
  ['1234,56', '', ',', 3],
  ['1234.56', '', '.', 3],
  ['12,34,567.89', ',', '.', 2],
];

describe('decimals', () => {
  it.each(dialects)('come back from how they are written: %s', (sample, mark, point, size) => {
    const plain = decimalFormat(sample);
    const behind = decimalFormat(`${sample}-`);
    fc.assert(
      fc.property(units, places, fc.boolean(), (count, scale, groups) => {
        const { minus, whole, fraction, decimal } = parts(count, scale);
        const text = `${groups && mark !== '' ? grouped(whole, mark, size) : whole}${scale === 0 ? '' : point + fraction}`;
        expect(plain?.parse(`${minus ? '-' : ''}${text}`)).toBe(decimal);
        expect(behind?.parse(`${text}${minus ? '-' : ''}`)).toBe(decimal);
      }),
    );
  });

  it('come back from digits, with and without a sign in the last one', () => {
    const signs = ['}JKLMNOPQR', 'pqrstuvwxy'];
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        places,
        fc.constantFrom(...signs),
        (count, scale, minus) => {
          const digits = String(count).padStart(scale + 1, '0');
          const { decimal } = parts(count, scale);
          expect(impliedDecimal(digits, scale)).toBe(decimal);
          expect(overpunched(digits, scale)).toBe(decimal);
          const last = Number(digits.at(-1));
          expect(overpunched(digits.slice(0, -1) + '{ABCDEFGHI'.charAt(last), scale)).toBe(decimal);
          expect(overpunched(digits.slice(0, -1) + minus.charAt(last), scale)).toBe(negate(decimal));
        },
      ),
    );
  });

  it('are read or refused whatever the text is, and what is read is canonical', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0159.,- '+eE".split('')) }), (text) => {
        for (const [sample] of dialects) {
          const made = decimalFormat(sample)?.parse(text) ?? null;
          if (made !== null) expect(parseDecimal(made)).toBe(made);
        }
      }),
    );
  });
});

describe('time', () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'America/Sao_Paulo',
    'UTC',
  ];

  it.each(zones)('comes back from local time in %s, hour by hour over years', (name) => {
    const zone = zoneOf(name);
    const shown = new Intl.DateTimeFormat('sv-SE', {
      timeZone: name,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const seconds = fc.integer({ min: Date.UTC(2010, 0) / 1_000, max: Date.UTC(2030, 0) / 1_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const instant = new Date(second * 1_000);
        const [year, month, day, hour, minute, sec] = shown
          .format(instant)
          .split(/[- :]/)
          .map(Number) as number[];
        const local = {
          year: year!,
          month: month!,
          day: day!,
          hour: hour!,
          minute: minute!,
          second: sec!,
          millisecond: 0,
        };
        const found = [zone.instantOf(local, 'earlier'), zone.instantOf(local, 'later')];
        expect(found.map((each) => (each as Date).getTime())).toContain(instant.getTime());
        expect(dateOfDay(zone.dayOf(instant))).toBe(calendarDate(year!, month!, day!));
        const begin = zone.startOfDay(zone.dayOf(instant));
        expect(begin.getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(zone.dayOf(new Date(begin.getTime() - 1))).toBeLessThan(zone.dayOf(begin));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z'],
  ])('begins a day in %s when its clocks first show it: %s', (name, date, expected) => {
    expect(zoneOf(name).startOfDay(dayNumber(date)).toISOString()).toBe(expected);
  });

  it('knows zones by their names', () => {
    expect(['Europe/Berlin', 'UTC', 'Etc/GMT+1'].map(isZone)).toEqual([true, true, true]);
    expect(['Europe/Berlinn', '', '+02:00', 'europe'].map(isZone)).toEqual([false, false, false, false]);
  });

  it('comes back from its formats', () => {
    const patterns = ['dd.MM.yyyy', 'd.M.yyyy', 'yyyyMMdd', 'M/d/yyyy', 'dd-MMM-yyyy'];
    const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.constantFrom(...patterns),
        (dayCount, pattern) => {
          const date = dateOfDay(dayCount);
          expect(dayNumber(date)).toBe(dayCount);
          const [year, month, day] = date.split('-').map(Number) as [number, number, number];
          const text = pattern
            .replace('yyyy', String(year).padStart(4, '0'))
            .replace('dd', String(day).padStart(2, '0'))
            .replace('d', String(day))
            .replace('MMM', months[month - 1] as string)
            .replace('MM', String(month).padStart(2, '0'))
            .replace(/M(?![a-z])/, String(month));
          const format = dateFormat(pattern, 1970);
          expect(typeof format === 'object' && format.parse(text)).toMatchObject({ year, month, day });
        },
      ),
    );
  });

  it('has the days that calendars have', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const date = new Date(utc(year, month, day));
          expect(isDay(year, month, day)).toBe(date.getUTCMonth() + 1 === month && date.getUTCDate() === day);
        },
      ),
    );
  });
});

describe('a value that a document writes', () => {
  it.each([
    ['7', 'integer', 7],
    ['7.0', 'integer', null],
    ['1.50', 'decimal', '1.5'],
    ['1,5', 'decimal', null],
    ['true', 'boolean', true],
    ['yes', 'boolean', null],
    ['2026-11-03', 'date', '2026-11-03'],
    ['2026-02-30', 'date', null],
    ['2026-11-03T10:00Z', 'date', null],
    ['2026-11-03T10:00+01:00', 'instant', new Date('2026-11-03T09:00Z')],
    ['2026-11-03T10:00', 'instant', null],
    ['x', 'text', 'x'],
  ] as const)('%s as %s', (text, type, expected) => {
    expect(canonicalValue(text, type)).toEqual(expected);
  });
});

describe('a picture', () => {
  it.each([
    ['A-99', 'X-12', true],
    ['A-99', 'x-12', false],
    ['A-99', 'X-123', false],
    ['A+-9+', 'ABC-1', true],
    ['A?9', '1', true],
    ['A?9', 'A1', true],
    ['X*+', 'a anything', true],
    ['\\9\\A', '9A', true],
    ['\\9\\A', '1A', false],
    ['9+9+9+', '11', false],
  ])('%s of %s', (drawn, text, expected) => {
    expect(picture(drawn)?.(text)).toBe(expected);
  });

  it.each(['', '+9', '?9'])('is none: %j', (drawn) => {
    expect(picture(drawn)).toBeNull();
  });

  it('is done with a text as soon as it was read once', () => {
    expect(picture('9+9+9+9+9+9+9+9+A')?.('9'.repeat(20_000))).toBe(false);
  });
});

describe('a shape', () => {
  it.each([
    ['12.5O', '99.9A'],
    ['Müller-Lüdenscheidt 12', 'Aaaaaa-Aaaaaaaaaaaa 99'],
    ['a\0b', 'a\uFFFDa'],
    ['x'.repeat(30), `${'a'.repeat(24)}…`],
  ])('of %j holds nothing of it', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });
});

describe('small things', () => {
  it('trim NUL characters too', () => {
    expect(['\0', ' \0\0 ', '\0 a\0b \0'].map(trimmed)).toEqual(['', '', 'a\0b']);
  });

  it('know a GTIN by its check digit alone', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}$/), (digits) => {
        const right = Array.from({ length: 10 }, (_, check) => gtinFault(`${digits}${check}`)).filter(
          (fault) => fault === null,
        );
        expect(right).toHaveLength(1);
      }),
    );
  });
});
