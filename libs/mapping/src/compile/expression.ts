import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';
import { add, compare, divide, multiply, negate, parseDecimal, round, subtract } from '@throughline/money';
import type { RawValue } from '@throughline/connector';
import type { Scope } from '../values/scope.ts';
import { Misfit, type Value, type ValueType, listOf, scalarOf } from '../values/value-type.ts';
import type { ReadsCell } from './cells.ts';

/** An expression in CEL that was checked. */
export interface Expression {
  readonly to: ValueType;
  /** Null for an empty text. Throws nothing: what fails is a misfit. */
  readonly run: (scope: Scope) => Value | null | Misfit;
}

/** A decimal inside expressions, where texts are no amounts. */
class Exact {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

const exact = (text: string): Exact => new Exact(parseDecimal(text));
const limits = {
  maxAstNodes: 300,
  maxDepth: 24,
  maxListElements: 100,
  maxMapEntries: 100,
  maxCallArguments: 8,
};
/**
 * What an expression sees of a record at most: `contains` may take as long as the product of two texts, and a
 * comprehension as that of its list and the columns that stand inside it.
 */
const mostSeen = { characters: 50_000, values: 10_000, inside: 500 };
/** Characters of what `join` puts between texts. */
const longestSeparator = 20;
/** What makes a number of whatever it is given, so that a sum with it does not grow like texts and lists. */
const numeric = new Set(['decimal', 'int', 'round', 'divide', 'negate', 'size']);
const comprehensions = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Without bound in time or in size, inexact, or no part of what an expression is for. */
const refused: Readonly<Record<string, string>> = {
  matches: 'takes too long for some texts: use a rule with a pattern',
  double: 'is inexact: use decimal(text)',
  bind: 'is not taken here',
  bytes: 'is not taken here',
  duration: 'is not taken here',
};

const base = new Environment({ limits })
  .registerType('Decimal', { ctor: Exact, fields: {} })
  .registerFunction('decimal(string): Decimal', (text: string) => exact(text))
  .registerFunction('decimal(int): Decimal', (value: bigint) => exact(String(value)))
  .registerFunction('round(Decimal, int): Decimal', (value: Exact, scale: bigint) =>
    exact(round(value.value, placesOf(scale))),
  )
  .registerFunction('divide(Decimal, Decimal, int): Decimal', (one: Exact, other: Exact, scale: bigint) =>
    exact(divide(one.value, other.value, placesOf(scale))),
  )
  .registerFunction('negate(Decimal): Decimal', (value: Exact) => exact(negate(value.value)))
  .registerFunction('string(Decimal): string', (value: Exact) => value.value)
  .registerOperator('Decimal + Decimal', (one: Exact, other: Exact) => exact(add(one.value, other.value)))
  .registerOperator('Decimal - Decimal', (one: Exact, other: Exact) =>
    exact(subtract(one.value, other.value)),
  )
  .registerOperator('Decimal * Decimal', (one: Exact, other: Exact) =>
    exact(multiply(one.value, other.value)),
  )
  .registerOperator('Decimal < Decimal', (one: Exact, other: Exact) => compare(one.value, other.value) < 0)
  .registerOperator('Decimal <= Decimal', (one: Exact, other: Exact) => compare(one.value, other.value) <= 0)
  .registerOperator('Decimal > Decimal', (one: Exact, other: Exact) => compare(one.value, other.value) > 0)
  .registerOperator('Decimal >= Decimal', (one: Exact, other: Exact) => compare(one.value, other.value) >= 0)
  .registerOperator(
    'Decimal == Decimal',
    (one: Exact, other: Exact) => compare(one.value, other.value) === 0,
  );

function placesOf(scale: bigint): number {
  if (scale < 0n || scale > 7n) throw new RangeError('a scale is 0 to 7');
  return Number(scale);
}

const types: Readonly<Record<string, ValueType>> = {
  ...{
    string: scalarOf('text'),
    int: scalarOf('integer'),
    bool: scalarOf('boolean'),
    Decimal: scalarOf('decimal'),
  },
  ...{ 'google.protobuf.Timestamp': scalarOf('instant'), 'list<string>': listOf('text') },
};

/**
 * Compiles an expression over `row`, whose columns are texts (empty where they say nothing), and `tree`, the record as
 * the source gave it.
 * @param reader what reads a column; null when there is none of that name
 * @returns why it cannot be used
 */
export function compileExpression(
  source: string,
  reader: (column: string) => ReadsCell | null,
): Expression | string {
  let parsed: ParseResult;
  const columns: NamedColumns = { all: new Set(), inside: new Set(), joins: 0 };
  try {
    const { ast } = base.clone().registerVariable('row', 'dyn').registerVariable('tree', 'dyn').parse(source);
    const fault = faultOf(ast, columns, false);
    if (fault !== null) return fault;
    for (const name of treeColumns(ast))
      if (reader(name) === null) return `there is no column ${JSON.stringify(name)}`;
    const unknown = [...columns.all].find((name) => reader(name) === null);
    if (unknown !== undefined) return `there is no column ${JSON.stringify(unknown)}`;
    parsed = environmentOf(columns.all).parse(source);
  } catch (error) {
    return summaryOf(error);
  }
  const checked = parsed.check();
  if (!checked.valid) return summaryOf(checked.error);
  const to = types[checked.type ?? ''];
  if (to === undefined)
    return `makes ${checked.type ?? 'nothing'}, and a field is text, int, bool, Decimal, timestamp or a list of texts`;
  const names = [...columns.all];
  const readers = names.map((name) => reader(name) as ReadsCell);
  const usesTree = treeIsUsed(parsed.ast);
  const areInside = names.map((name) => columns.inside.has(name));
  return {
    to,
    run: (scope) => {
      const row = new Row();
      const seen = { characters: 0, values: 0, inside: 0 };
      for (let index = 0; index < names.length; index += 1) {
        const cell = (readers[index] as (typeof readers)[number])(scope);
        if (cell instanceof Misfit) return cell;
        const text = typeof cell === 'string' ? cell : '';
        row[names[index] as string] = text;
        seen.characters += text.length;
        if (areInside[index]) seen.inside += text.length;
      }
      if (usesTree) measure(scope.value, seen);
      if (
        seen.characters > mostSeen.characters ||
        seen.values > mostSeen.values ||
        seen.inside > mostSeen.inside
      )
        return new Misfit('is too large for an expression');
      try {
        return valueOf(parsed({ row, tree: usesTree ? scope.value : null }) as unknown);
      } catch (error) {
        // What an error says may quote the row.
        const code = (error as { code?: string }).code;
        return new Misfit(`cannot be computed${code === undefined ? '' : `: ${code.replaceAll('_', ' ')}`}`);
      }
    },
  };
}

/** Adds up what is in a value, until that is more than an expression may see. */
function measure(value: RawValue, seen: { characters: number; values: number }): void {
  seen.values += 1;
  if (seen.values > mostSeen.values || seen.characters > mostSeen.characters) return;
  if (typeof value === 'string') seen.characters += value.length;
  else if (value !== null) for (const inner of Object.values(value)) measure(inner as RawValue, seen);
}

/** What an expression sees as `row`. */
class Row {
  [name: string]: string;
}

function environmentOf(named: ReadonlySet<string>): Environment {
  const fields = Object.fromEntries([...named].map((name) => [name, 'string']));
  return base
    .clone()
    .registerType('Row', { ctor: Row, fields })
    .registerVariable('row', 'Row')
    .registerVariable('tree', 'dyn');
}

function valueOf(made: unknown): Value | null | Misfit {
  if (made === null || made === '') return null;
  if (made instanceof Exact) return made.value;
  if (typeof made === 'bigint')
    return Number.isSafeInteger(Number(made)) ? Number(made) : new Misfit('is too large');
  return made as Value;
}

/** What an expression names. */
interface NamedColumns {
  readonly all: Set<string>;
  /** Columns that stand inside a comprehension. */
  readonly inside: Set<string>;
  joins: number;
}

/** Why an expression is refused, though it is CEL; collects the columns that it names. */
function faultOf(node: ASTNode, named: NamedColumns, inside: boolean): string | null {
  const { op, args } = node;
  if (op === 'value' && typeof args === 'number') return `${args} is inexact: write decimal("${args}")`;
  const column = columnOf(node);
  if (column !== null) {
    named.all.add(column);
    if (inside) named.inside.add(column);
    return null;
  }
  if (op === 'id' && args === 'row') return 'row stands for no value of its own: name a column of it';
  if (inside) {
    const fault = growthFault(node);
    if (fault !== null) return fault;
  }
  let within = inside;
  if (op === 'call' || op === 'rcall') {
    const name = args[0] as string;
    const reason = Object.hasOwn(refused, name) ? refused[name] : undefined;
    if (reason !== undefined) return `${name} ${reason}`;
    if (name === 'join') {
      const fault = joinFault(node, named);
      if (fault !== null) return fault;
    }
    if (op === 'rcall' && comprehensions.has(name)) {
      if (inside) return `${name} stands inside another: nested comprehensions are refused`;
      within = true;
    }
  }
  const [receiver] = op === 'rcall' ? [args[1]] : [];
  for (const child of childrenOf(args)) {
    // What a comprehension goes over may be made by another; what it does to each may not hold one.
    const fault = faultOf(child, named, child === receiver ? inside : within);
    if (fault !== null) return fault;
  }
  return null;
}

/** Why what a comprehension does to each element could grow, or take, without a bound that a reader can see. */
function growthFault({ op, args }: ASTNode): string | null {
  if (op === 'id' && args === 'tree')
    return 'tree stands inside a comprehension, which would go over all of the record for each element: use row';
  if (op === '+' && !args.some(isNumeric))
    return '+ stands inside a comprehension, where texts and lists may not grow: add decimal(…) or int(…)';
  if ((op === 'list' || op === 'map') && !childrenOf(args).every(({ op: inner }) => inner === 'value'))
    return `a ${op} is made inside a comprehension: only constants may stand in it there`;
  return null;
}

/** What is joined may be split and joined again, and grows each time by what stands between. */
function joinFault({ args }: ASTNode, named: NamedColumns): string | null {
  named.joins += 1;
  if (named.joins > 1) return 'join stands there more than once';
  const separator = childrenOf((args as readonly unknown[])[2])[0];
  if (separator === undefined) return null;
  const isShort =
    separator.op === 'value' &&
    typeof separator.args === 'string' &&
    separator.args.length <= longestSeparator;
  return isShort ? null : `join takes a constant of at most ${longestSeparator} characters`;
}

function isNumeric({ op, args }: ASTNode): boolean {
  if (op === 'value') return typeof args === 'bigint';
  return (op === 'call' || op === 'rcall') && numeric.has(args[0] as string);
}

/** `row.NAME` or `row["NAME"]`. */
function columnOf({ op, args }: ASTNode): string | null {
  if (op === '.' && isRow(args[0])) return args[1] as string;
  if (op !== '[]' || !isRow(args[0])) return null;
  const [, key] = args as [ASTNode, ASTNode];
  return key.op === 'value' && typeof key.args === 'string' ? key.args : null;
}

const isRow = (node: unknown): boolean => isNode(node) && node.op === 'id' && node.args === 'row';
const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value;
const childrenOf = (args: unknown): ASTNode[] =>
  isNode(args) ? [args] : Array.isArray(args) ? args.flatMap(childrenOf) : [];

function treeIsUsed({ op, args }: ASTNode): boolean {
  return (op === 'id' && args === 'tree') || childrenOf(args).some(treeIsUsed);
}

/** Columns of the record that are named through `tree`. */
function treeColumns({ op, args }: ASTNode): string[] {
  const own =
    op === '.' && isNode(args[0]) && args[0].op === 'id' && args[0].args === 'tree'
      ? [args[1] as string]
      : [];
  return [...own, ...childrenOf(args).flatMap(treeColumns)];
}

function summaryOf(error: unknown): string {
  const { summary, message } = error as { summary?: string; message?: string };
  return (summary ?? message ?? 'cannot be read').split('\n')[0] as string;
}
