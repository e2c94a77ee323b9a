import type { DeclaresRules } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import type { ContractSubject } from './subject.ts';

export function declaresRulesContract(subject: () => ContractSubject<DeclaresRules>): void {
  describe('a connector that declares rules', () => {
    it('names a strategy of prices', () => {
      expect(subject().connector.rules.priceStrategy).toMatch(/^[a-z]+(-[a-z]+)*(:.+)?$/);
    });

    it('names each field once that has limits, and what they are', () => {
      const { limits } = subject().connector.rules;
      expect(new Set(limits.map(({ field }) => field)).size).toBe(limits.length);
      for (const { maxLength, alphabet } of limits) {
        expect(maxLength ?? alphabet).not.toBeNull();
        expect(() => new RegExp(`[${alphabet ?? 'a'}]`, 'u')).not.toThrow();
      }
    });
  });
}
