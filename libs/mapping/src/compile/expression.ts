import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';
import { add, compare, divide, multiply, negate, parseDecimal, round, subtract } from '@throughline/money';
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
  let named: Set<string>;
  try {
    const { ast } = base.clone().registerVariable('row', 'dyn').registerVariable('tree', 'dyn').parse(source);
    named = new Set();
    const fault = faultOf(ast, named, false);
    if (fault !== null) return fault;
    for (const name of treeColumns(ast))
      if (reader(name) === null) return `there is no column ${JSON.stringify(name)}`;
    const unknown = [...named].find((name) => reader(name) === null);
    if (unknown !== undefined) return `there is no column ${JSON.stringify(unknown)}`;
    parsed = environmentOf(named).parse(source);
  } catch (error) {
    return summaryOf(error);
  }
  const checked = parsed.check();
  if (!checked.valid) return summaryOf(checked.error);
  const to = types[checked.type ?? ''];
  if (to === undefined)
    return `makes ${checked.type ?? 'nothing'}, and a field is text, int, bool, Decimal, timestamp or a list of texts`;
  const names = [...named];
  const readers = names.map((name) => reader(name) as ReadsCell);
  const usesTree = treeIsUsed(parsed.ast);
  return {
    to,
    run: (scope) => {
      const row = new Row();
      for (let index = 0; index < names.length; index += 1) {
        const cell = (readers[index] as (typeof readers)[number])(scope);
        if (cell instanceof Misfit) return cell;
        row[names[index] as string] = typeof cell === 'string' ? cell : '';
      }
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

/** Why an expression is refused, though it is CEL; collects the columns that it names. */
function faultOf(node: ASTNode, named: Set<string>, inside: boolean): string | null {
  const { op, args } = node;
  if (op === 'value' && typeof args === 'number') return `${args} is inexact: write decimal("${args}")`;
  const column = columnOf(node);
  if (column !== null) {
    named.add(column);
    return null;
  }
  if (op === 'id' && args === 'row') return 'row stands for no value of its own: name a column of it';
  let within = inside;
  if (op === 'call' || op === 'rcall') {
    const name = args[0] as string;
    const reason = Object.hasOwn(refused, name) ? refused[name] : undefined;
    if (reason !== undefined) return `${name} ${reason}`;
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
