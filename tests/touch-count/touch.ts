/** A change that is made again and again, as somebody would make it by hand. */
export interface Touch {
  what: string;
  /** Files written by hand, at most. What is generated does not count. */
  atMost: number;
  /** By path from the top of the checkout: the file as it was (empty when it is new) → as it is then. */
  edits: Readonly<Record<string, (text: string) => string>>;
  /** Projects that must compile with it. */
  typechecks: readonly string[];
  /** Unit specs that must pass with it. */
  specs: readonly string[];
}
