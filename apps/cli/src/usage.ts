/** Commands under one heading, as the usage text has them. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The parts of a usage text: a first line, sections with a heading and indented lines, and a last paragraph. */
interface Usage {
  readonly head: string;
  readonly sections: readonly Section[];
  readonly foot: string;
}

function parse(usage: string): Usage {
  const [head = '', ...parts] = usage.split('\n\n');
  const sections = parts.slice(0, -1).map((part) => {
    const [title = '', ...lines] = part.split('\n');
    return { title, lines };
  });
  return { head, sections, foot: parts.at(-1) ?? '' };
}

const commandOf = (line: string): string | undefined => /^ {2}(\S+)/.exec(line)?.[1];

/** What there is, on one screen: the names of all commands, by what they are for. */
export function overview(usage: string): string {
  const { head, sections, foot } = parse(usage);
  const named = sections.map(({ title, lines }) => {
    const names = new Set(lines.flatMap((line) => commandOf(line) ?? []));
    return `${title}\n  ${[...names].join(', ')}`;
  });
  const how = '`throughline COMMAND --help` says how one is used.';
  return [head, ...named, `${how}\n\n${foot}`].join('\n\n');
}

/** How a command is used, with what stands under the same heading; all of it for a command that there is not. */
export function usageOf(usage: string, command: string | undefined): string {
  const { head, sections, foot } = parse(usage);
  const isIt = (line: string) => command !== undefined && commandOf(line) === command;
  const its = sections.filter(({ lines }) => lines.some(isIt));
  if (its.length === 0) return overview(usage);
  return [head, ...its.map(({ title, lines }) => [title, ...lines].join('\n')), foot].join('\n\n');
}
