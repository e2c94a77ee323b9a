/** When withdrawals wait for a person. */
export interface GuardRule {
  /** Of the keys that are published, the share that may go within a day: 0.2 is a fifth. */
  share: number;
  /** Keys that may go in any case are fewer than these. */
  least: number;
}

export const defaultGuard: GuardRule = { share: 0.2, least: 20 };

export interface Withdrawals {
  /** Keys that are published now. */
  live: number;
  /** Keys that were withdrawn within a day, by nobody's word. */
  withdrawn: number;
  /** Keys that would go now. */
  going: number;
}

/** Whether more would go within a day than the rule lets go. */
export function exceeds({ share, least }: GuardRule, { live, withdrawn, going }: Withdrawals): boolean {
  const all = withdrawn + going;
  return all >= least && all > share * (live + withdrawn);
}
