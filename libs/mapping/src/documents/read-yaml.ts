import { LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { DocumentError, type DocumentFault, type DocumentPath, pathText } from './document-error.ts';
import { TreeFault, type YamlTree, type YamlValue, treeOf } from './yaml-tree.ts';

/** A document that fits its schema, and where each part of it stands. */
export interface LocatedDocument<T> {
  readonly value: T;
  /** A fault of what stands at a path, with the line and column of it or of the nearest above it. */
  faultAt(path: DocumentPath, reason: string): DocumentFault;
}

/** One document of a text, not yet held against a schema. */
export interface YamlDocument {
  /** Everything that is written there, every scalar as text. */
  readonly value: YamlValue;
  /** @throws DocumentError with every fault */
  read<T>(schema: z.ZodType<T>): LocatedDocument<T>;
}

/** Characters of a text at most: more is no document that somebody wrote. */
const longestText = 1_000_000;

/**
 * The one document of a YAML text, held against a schema.
 *
 * Scalars stay as they are written (`010`, `1e3`, `null`, `yes`), but where the schema asks for a number or a boolean
 * and one stands there without quotes. Where nothing is written, it is null. Refused are anchors and aliases, tags,
 * duplicate keys, and tabs.
 * @throws DocumentError with every fault: line, column, path and reason
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>): LocatedDocument<T> {
  const documents = readYamlDocuments(text);
  const [first] = documents;
  if (first === undefined || documents.length > 1)
    throw new DocumentError([
      { line: 1, column: 1, path: '', reason: `there are ${documents.length} documents, and one is read` },
    ]);
  return first.read(schema);
}

/** The documents of a YAML text, which `---` separates. @throws DocumentError as {@link readYaml} does */
export function readYamlDocuments(text: string): YamlDocument[] {
  const lines = new LineCounter();
  const faultAtOffset = (offset: number, path: DocumentPath, reason: string): DocumentFault => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1), path: pathText(path), reason };
  };
  const refuse = (offset: number, reason: string) => new DocumentError([faultAtOffset(offset, [], reason)]);
  if (text.length > longestText) throw refuse(0, `the text is longer than ${longestText} characters`);
  const tab = text.indexOf('\t');
  if (tab >= 0) {
    lines.lineStarts = [...text.matchAll(/^/gm)].map(({ index }) => index);
    throw refuse(tab, 'a tab: indent by blanks, and write "\\t" where one is meant');
  }
  try {
    const parsed = parseAllDocuments(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
    if (!Array.isArray(parsed)) return [];
    const errors = parsed.flatMap((document) => [...document.errors, ...document.warnings]);
    if (errors.length > 0)
      throw new DocumentError(
        errors.map((error) => faultAtOffset(error.pos[0], [], reasonOf(error.message))),
      );
    return parsed.map((document) => {
      const tree = treeOf(document, text);
      return { value: tree.value, read: (schema) => fit(tree, schema, faultAtOffset) };
    });
  } catch (error) {
    if (error instanceof TreeFault) throw refuse(error.offset, error.message);
    if (error instanceof RangeError) throw refuse(0, 'it is nested too deeply');
    throw error;
  }
}

const reasonOf = (message: string): string => message.replace(/ at line \d+, column \d+:[\s\S]*$/, '');

type FaultAtOffset = (offset: number, path: DocumentPath, reason: string) => DocumentFault;

function fit<T>(tree: YamlTree, schema: z.ZodType<T>, faultAtOffset: FaultAtOffset): LocatedDocument<T> {
  let { value } = tree as { value: unknown };
  for (;;) {
    const { data, error, success } = schema.safeParse(value, { reportInput: true });
    if (success)
      return { value: data, faultAt: (path, reason) => faultAtOffset(tree.offsetOf(path), path, reason) };
    const typed = withTypes(
      value,
      error.issues.flatMap((issue) => branchesOf(issue, [])),
      tree,
    );
    if (typed === value)
      throw new DocumentError(
        error.issues.flatMap((issue) =>
          faultsOf(issue).map(({ path, reason }) => faultAtOffset(tree.offsetOf(path), path, reason)),
        ),
      );
    value = typed;
  }
}

type Issue = z.core.$ZodIssue;

/** The issue and, of a union, those of each of its members, with paths from the top. */
function branchesOf(issue: Issue, above: DocumentPath): { issue: Issue; path: DocumentPath }[] {
  const path = [...above, ...(issue.path as DocumentPath)];
  const members = issue.code === 'invalid_union' ? issue.errors.flat() : [];
  return [{ issue, path }, ...members.flatMap((member) => branchesOf(member, path))];
}

/** The value with numbers and booleans in place of the texts that stand where the schema asks for one. */
function withTypes(value: unknown, branches: ReturnType<typeof branchesOf>, tree: YamlTree): unknown {
  const copy = structuredClone(value);
  let changed = false;
  for (const { issue, path } of branches) {
    const wanted = typeWanted(issue);
    if (wanted === null || !tree.isPlain(path)) continue;
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], copy) as Record<
      string,
      unknown
    >;
    const name = path.at(-1) as string;
    const text = parent?.[name];
    const typed =
      typeof text !== 'string' ? undefined : wanted === 'boolean' ? booleans.get(text) : numberOf(text);
    if (typed === undefined) continue;
    parent[name] = typed;
    changed = true;
  }
  return changed ? copy : value;
}

function typeWanted(issue: Issue): 'number' | 'boolean' | null {
  if (issue.code === 'invalid_type')
    return issue.expected === 'number' || issue.expected === 'int'
      ? 'number'
      : issue.expected === 'boolean'
        ? 'boolean'
        : null;
  if (issue.code !== 'invalid_value') return null;
  if (issue.values.some((allowed) => typeof allowed === 'boolean')) return 'boolean';
  return issue.values.some((allowed) => typeof allowed === 'number') ? 'number' : null;
}

const booleans = new Map([
  ['true', true],
  ['false', false],
]);

/** What is written as a number is written: no exponent, no leading zero, nothing that a double would change. */
function numberOf(text: string): number | undefined {
  return /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(text) && String(Number(text)) === text
    ? Number(text)
    : undefined;
}

/** What to tell of an issue: of a union, what its member lacks that came furthest. */
function faultsOf(issue: Issue, above: DocumentPath = []): { path: DocumentPath; reason: string }[] {
  const path = [...above, ...(issue.path as DocumentPath)];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], reason: 'is no word of this document' }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [{ path, reason: plainReason(issue) }];
  if (issue.input === undefined && issue.errors.every(([first]) => first !== undefined && isMissing(first)))
    return [{ path, reason: 'is missing' }];
  const members = issue.errors.map((member) => member.flatMap((each) => faultsOf(each, path)));
  const deepest = (faults: (typeof members)[number]) =>
    Math.max(0, ...faults.map((fault) => fault.path.length));
  const best = members.toSorted((a, b) => deepest(b) - deepest(a) || a.length - b.length)[0] ?? [];
  return deepest(best) > path.length ? best : [{ path, reason: 'has none of the forms that may stand here' }];
}

const kindOf = (input: unknown): string => {
  if (input === null || input === undefined) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' ? 'a map' : 'a text';
};
const wantedKinds: Readonly<Record<string, string>> = {
  ...{ string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false' },
  ...{ array: 'a list', tuple: 'a list', object: 'a map', record: 'a map' },
};

const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message);

function plainReason(issue: Issue): string {
  if (issue.code === 'invalid_type')
    return isMissing(issue)
      ? 'is missing'
      : `is not ${wantedKinds[issue.expected] ?? issue.expected}${issue.input === undefined ? '' : ` but ${kindOf(issue.input)}`}`;
  if (issue.code === 'invalid_value')
    return `is none of ${issue.values.map((value) => String(value)).join(', ')}`;
  return issue.message;
}
