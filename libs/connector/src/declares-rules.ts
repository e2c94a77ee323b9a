import type { FieldLimit } from '@throughline/events';
import type { Connector } from './connector.ts';

/** What a back office says of itself. */
export interface SourceRules {
  /** How it finds a price, as a strategy of `@throughline/pricing-rules` in words. */
  readonly priceStrategy: string;
  /** Fields of orders that it cannot hold at any length or in any characters. */
  readonly limits: readonly FieldLimit[];
}

/** Says by which rules its system works; the shop then goes by the same. */
export interface DeclaresRules {
  readonly rules: SourceRules;
}

export function declaresRules(connector: Connector): connector is Connector & DeclaresRules {
  return 'rules' in connector;
}
