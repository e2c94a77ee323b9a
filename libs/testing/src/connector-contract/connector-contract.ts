import {
  type AmendsOrders,
  type CapturesChanges,
  type Connector,
  type CreatesOrders,
  type DeclaresRules,
  type FindsOrders,
  type ReadsSnapshots,
  amendsOrders,
  capturesChanges,
  createsOrders,
  declaresRules,
  findsOrders,
  readsSnapshots,
} from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import { amendsOrdersContract } from './amends-orders.ts';
import { capturesChangesContract } from './captures-changes.ts';
import { declaresRulesContract } from './declares-rules.ts';
import { createsOrdersContract, readsBackContract } from './creates-orders.ts';
import { readsSnapshotsContract } from './reads-snapshots.ts';
import type { ContractSubject } from './subject.ts';

const guards = {
  ReadsSnapshots: readsSnapshots,
  CapturesChanges: capturesChanges,
  CreatesOrders: createsOrders,
  FindsOrders: findsOrders,
  AmendsOrders: amendsOrders,
  DeclaresRules: declaresRules,
} satisfies Record<string, (connector: Connector) => boolean>;

export type Capability = keyof typeof guards;

/**
 * What every connector must do, whatever system it speaks with: a suite for each capability that it has.
 * @param has the capabilities of its system; the suite fails when the connector has others
 * @param subject called when the tests run
 */
export function connectorContract(has: readonly Capability[], subject: () => ContractSubject): void {
  const having = <C extends object>() => subject() as ContractSubject<C>;

  describe('a connector', () => {
    it('has the capabilities that its system is said to have, and no other', () => {
      const { connector } = subject();
      const found = (Object.keys(guards) as Capability[]).filter((name) => guards[name](connector));
      expect(found.toSorted()).toEqual([...has].toSorted());
    });
  });

  if (has.includes('ReadsSnapshots')) readsSnapshotsContract(having<ReadsSnapshots>);
  if (has.includes('ReadsSnapshots') && has.includes('CapturesChanges'))
    capturesChangesContract(having<ReadsSnapshots & CapturesChanges>);
  if (has.includes('CreatesOrders') && has.includes('FindsOrders'))
    createsOrdersContract(having<CreatesOrders & FindsOrders>);
  if (has.includes('CreatesOrders') && has.includes('ReadsSnapshots'))
    readsBackContract(having<CreatesOrders & ReadsSnapshots>);
  if (has.includes('CreatesOrders') && has.includes('AmendsOrders') && has.includes('ReadsSnapshots'))
    amendsOrdersContract(having<CreatesOrders & AmendsOrders & ReadsSnapshots>);
  if (has.includes('DeclaresRules')) declaresRulesContract(having<DeclaresRules>);
}
