import { flows } from '@throughline/connector';
import { readYamlDocuments } from '@throughline/mapping';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Declared } from '../shapes/column-profile.ts';
import { type Role, type RoleShape, lineRoles, roles } from '../flows/roles.ts';
import { type FoundTable, type TableOutline, TableProfiler } from '../tables/found-table.ts';
import { type Concept, vocabulary } from '../words/vocabulary.ts';
import { type Answers, draftSource } from './draft-source.ts';

const words = Object.values(vocabulary).flatMap((listed) => listed.split(' '));
const word = fc.constantFrom(...words);
const name = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(word, { minLength: 1, maxLength: 3 })
      .chain((parts) => fc.constantFrom('_', ' ', '-', '').map((mark) => parts.join(mark))),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'else',
      'as',
      '__proto__',
      'constructor',
      '..',
      '*',
      '.',
      '010',
      'null',
      'a: b',
      "it's",
      '"',
      '#',
      'one',
      'language',
      '',
      ' x ',
      '{',
      '[a',
      '\t',
      '---',
    ),
  },
);

const date = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
const cells: fc.Arbitrary<fc.Arbitrary<string | null>> = fc.constantFrom<fc.Arbitrary<string | null>[]>(
  ...[
    fc.nat({ max: 1_000_000 }).map(String),
    fc.nat({ max: 3 }).map(String),
    fc.nat().map((cents) => (cents / 100).toFixed(2)),
    fc.nat().map((cents) => (cents / 100).toFixed(2).replace('.', ',')),
    date.map((of) => of.toISOString().slice(0, 10)),
    date.map((of) => of.toISOString().slice(0, 10).split('-').toReversed().join('.')),
    date.map((of) => of.toISOString().replace('T', ' ').slice(0, 23)),
    fc.constantFrom('ST', 'KAR', 'kg', 'XX', 'else', '__proto__', 'a: b'),
    fc.constantFrom('EUR', 'USD'),
    fc.constantFrom('DE', 'FR', 'Germany', 'Frankreich'),
    fc.constantFrom('A', 'X', 'active', 'open', '1', '0', '"', "'"),
    fc.constantFrom('4006381333931', '4006381333932'),
    fc.constantFrom('a@b.example', 'https://a.example', '<b>x</b>'),
    fc.constantFrom('NULL', '', ' ', null, 'N/A', '-'),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.lorem({ maxCount: 4 }),
  ],
) as unknown as fc.Arbitrary<fc.Arbitrary<string | null>>;

const declared = fc.constantFrom<(Declared | null)[]>(
  null,
  'integer',
  'decimal',
  'boolean',
  'date',
  'local-time',
  'zoned-time',
  'text',
  'binary',
  'other',
);

const ownRow = '\u0001';

/** What a column of a role may hold; now and then something else. */
const cellsOf: Readonly<Record<RoleShape, fc.Arbitrary<string | null>>> = {
  // Stands for the number of its row, so that rows of several tables belong together.
  code: fc.constant(ownRow),
  text: fc.lorem({ maxCount: 3 }),
  number: fc.nat({ max: 9_999 }).map((cents) => (cents / 100).toFixed(2)),
  date: date.map((of) => of.toISOString().slice(0, 10)),
  country: fc.constantFrom('DE', 'FR'),
  currency: fc.constantFrom('EUR', 'USD'),
  gtin: fc.constant('4006381333931'),
  email: fc.constant('a@b.example'),
  word: fc.constantFrom('A', 'B', 'open', 'active'),
  unit: fc.constantFrom('ST', 'KAR', 'XX'),
};

const named = (concepts: readonly Concept[]): fc.Arbitrary<string> =>
  fc
    .tuple(...concepts.map((concept) => fc.constantFrom(...vocabulary[concept].split(' ').slice(0, 2))))
    .map((parts) => parts.join('_'));

type Column = readonly [string, fc.Arbitrary<string | null>, Declared | null];
interface Shape {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** A table of any columns. */
const anyTable: fc.Arbitrary<Shape> = fc.record({
  name,
  columns: fc.uniqueArray(fc.tuple(name, cells, declared), {
    minLength: 1,
    maxLength: 9,
    selector: ([column]) => column,
  }),
});

/** A table with most of what a flow needs. */
const flowTable: fc.Arbitrary<Shape> = fc
  .constantFrom<(readonly [string, readonly Role[]])[]>(
    ...flows.map((flow) => [flow, roles[flow]] as const),
    ['order_lines', lineRoles('order')],
    ['invoice_lines', lineRoles('invoice')],
    ['item_groups', roles.locations],
    ['items', [...roles.items, ...roles.prices, ...roles.stock]],
  )
  .chain(([flow, all]) => {
    const column = ({ about, shape, needed }: Role): fc.Arbitrary<Column | null> => {
      const made = fc.tuple(
        named(about[0] ?? []),
        fc.oneof({ weight: 6, arbitrary: fc.constant(cellsOf[shape]) }, { weight: 1, arbitrary: cells }),
        declared,
      );
      return needed ? made : fc.option(made, { nil: null });
    };
    return fc.tuple(...all.map(column)).map((columns) => ({
      name: flow,
      columns: [
        ...new Map(columns.flatMap((each) => (each === null ? [] : [[each[0], each] as const]))).values(),
      ],
    }));
  });

const tableOf = (isFile: boolean): fc.Arbitrary<FoundTable> =>
  fc
    .record({
      shape: fc.oneof({ weight: 3, arbitrary: flowTable }, { weight: 1, arbitrary: anyTable }),
      rows: fc.nat({ max: 12 }),
      unnamed: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
      isView: fc.boolean(),
      keyed: fc.boolean(),
      marker: fc.constantFrom(null, '{name}.ok'),
      refers: fc.option(fc.oneof(name, fc.constantFrom(...flows)), { nil: null }),
    })
    .map(({ shape, ...of }) => ({ ...shape, ...of }))
    .chain(({ columns, rows, ...of }) =>
      fc
        .tuple(...columns.map(([, cell]) => fc.array(cell, { minLength: rows, maxLength: rows })))
        .map((values) => {
          const names = columns.map(([column], index) => (isFile && of.unnamed ? String(index + 1) : column));
          const outline: TableOutline = {
            name: of.name,
            place: isFile
              ? {
                  kind: 'file',
                  folder: '',
                  pattern: 'a.csv',
                  format: { csv: ';', header: 1 },
                  evidence: 'x',
                  marker: of.marker,
                }
              : { kind: of.isView ? 'view' : 'table', schema: null },
            rows: null,
            columns: names.map((column, index) => ({
              name: column,
              declared: isFile ? null : (columns[index]?.[2] ?? null),
            })),
            key: isFile || !of.keyed ? [] : names.slice(0, 1),
            foreignKeys:
              isFile || of.refers === null
                ? []
                : [{ columns: names.slice(-1), table: of.refers, references: names.slice(0, 1) }],
            unnamed: isFile && of.unnamed,
          };
          const profiler = new TableProfiler(outline);
          for (let row = 0; row < rows; row += 1)
            profiler.add(
              Object.fromEntries(
                names.map((column, index) => [
                  column,
                  values[index]?.[row]?.replace(ownRow, `A-${row}`) ?? null,
                ]),
              ),
            );
          return profiler.table();
        }),
    );

/** What a database can hold: names of at most 63 characters and no null character. */
const inDatabase = ({ name: table, profiles }: FoundTable): boolean =>
  [table, ...profiles.map((column) => column.name)].every(
    (text) => text !== '' && text.length <= 63 && !text.includes('\0'),
  );

const answers = (transport: 'files' | 'sql', currency: string | null): Answers => ({
  source: 'nord',
  address:
    transport === 'files'
      ? { transport, at: { folder: '/srv/nord' } }
      : { transport, at: { dialect: 'postgresql', url: 'env:NORD_URL' } },
  zone: { name: 'Europe/Berlin', guessed: true },
  currency,
  ...{ taxIncluded: null, basis: null, language: { tag: 'en', guessed: true } },
});

/** Faults that stand on no line that is marked for a person. */
function unmarked({ asked, faults }: ReturnType<typeof draftSource>) {
  return faults.filter((fault) => !asked.some(({ line }) => line === fault.line));
}

describe('whatever was found', () => {
  it.each([
    ['files', true],
    ['sql', false],
  ] as const)('the document of %s is YAML, and wrong only where it says so', (transport, isFile) => {
    fc.assert(
      fc.property(
        fc.array(isFile ? tableOf(true) : tableOf(false).filter(inDatabase), { maxLength: 6 }),
        fc.constantFrom(null, 'EUR'),
        (tables, currency) => {
          const draft = draftSource(tables, answers(transport, currency));
          expect(readYamlDocuments(draft.text).length).toBe(draft.flows.length + 1);
          expect(unmarked(draft), draft.text).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
