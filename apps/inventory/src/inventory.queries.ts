import { Injectable } from '@nestjs/common';
import type { Availability } from '@throughline/events';
import { type Tx, transaction } from '@throughline/persistence';
import { Clock } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type Level, availabilityOf, emptyLevel, figureOf, freeOf } from './availability.ts';
import {
  type IncomingShare,
  type NotCounted,
  type OpenClaim,
  type OwedUnits,
  notCounted,
  owedOf,
} from './explanation.ts';
import { openClaims } from './holdings.tables.ts';
import { levelsOf } from './levels.tables.ts';
import { unbalanced } from './order-facts.tables.ts';
import { type Standing, standingsOf } from './stock.tables.ts';

export interface LocationView {
  source: string;
  location: string;
  name: string | null;
  servesWeb: boolean;
  quantity: number;
  basis: string;
  allocatedElsewhere: number;
  safetyStock: number;
  /** What it adds to the pool; below zero it takes from it. */
  figure: number;
  watermarked: boolean;
  asOf: Date;
}

export interface AvailabilityView {
  sku: string;
  /** Null while no location has stated anything. */
  availability: Availability | null;
  /** Σ over serving locations, and what of it is claimed; negatives are kept. */
  supply: number;
  claimed: number;
  locations: LocationView[];
  /** What one unit of a kit is put together of, and how many units of each can be sold; empty for everything else. */
  components: { sku: string; quantity: number; availableToSell: number }[];
}

/** The figure as a sum that can be followed. */
export interface ExplanationView extends Omit<AvailabilityView, 'locations'> {
  /** All that states stock of the SKU, also what does not count, and why it does not. */
  locations: (LocationView & { notCounted: NotCounted | null })[];
  /** Our open claims: in all, and the oldest of them. */
  claims: { count: number; units: number; oldest: OpenClaim[] };
  incoming: IncomingShare[];
  /** What of the claims waits for a delivery, as far as it is listed. */
  owed: { units: number; to: OwedUnits[] };
}

export interface ClaimView {
  order: string;
  line: number;
  sku: string;
  reserved: number;
  backOrdered: number;
  released: number;
  settled: number;
  open: number;
  entries: { kind: string; quantity: number; location: string | null; estimated: boolean; at: Date }[];
}

export interface UnbalancedView {
  order: string;
  line: number;
  sku: string;
  open: number;
  completedAt: Date;
  ageSeconds: number;
}

@Injectable()
export class InventoryQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Null for a SKU that nothing is known of. */
  async availability(sku: string): Promise<AvailabilityView | null> {
    return this.read(async (tx) => {
      const { level, parts } = await levelsOf(tx, sku);
      if (!level) return null;
      const standings = await standingsOf(tx, [sku]);
      const locations = standings.filter(({ deleted }) => !deleted).map(locationView);
      return { ...poolView(level, parts), locations };
    });
  }

  /**
   * Why so much of a SKU can be sold; null for one that nothing is known of.
   * @param limit claims at most that are listed
   */
  async explanation(sku: string, limit: number): Promise<ExplanationView | null> {
    return this.read(async (tx) => {
      // All parts of the sum are of one instant, or they would not add up.
      await tx.query('set transaction isolation level repeatable read, read only');
      const { level, parts } = await levelsOf(tx, sku);
      if (!level) return null;
      const standings = await standingsOf(tx, [sku]);
      const claims = await openClaims(tx, sku);
      const { incoming, owed } = owedOf(level.supply, claims, level.incoming);
      return {
        ...poolView(level, parts),
        locations: standings
          .filter(({ deleted }) => !deleted)
          .map((standing) => ({ ...locationView(standing), notCounted: notCounted(standing.place) })),
        claims: { count: claims.length, units: unitsOf(claims), oldest: claims.slice(0, limit) },
        incoming,
        owed: {
          units: owed.reduce((total, { quantity }) => total + quantity, 0),
          to: owed.slice(0, limit),
        },
      };
    });
  }

  /** The claims of an order with their ledger; null when it was never placed here. */
  async reservations(order: string): Promise<ClaimView[] | null> {
    return this.read(async (tx) => {
      const [known] = await tx.query('select 1 from order_claims where order_no = $1', [order]);
      if (!known) return null;
      const claims = await tx.query<Omit<ClaimView, 'entries'>>(
        `select order_no as "order", line, sku, reserved, back_ordered as "backOrdered", released, settled, open
         from reservations where order_no = $1 order by line, sku`,
        [order],
      );
      const entries = await tx.query<ClaimView['entries'][number] & { line: number; sku: string }>(
        `select line, sku, kind, quantity, location, estimated, at from ledger_entries where order_no = $1 order by id`,
        [order],
      );
      return claims.map((claim) => ({
        ...claim,
        entries: entries
          .filter(({ line, sku }) => line === claim.line && sku === claim.sku)
          .map(({ line: _, sku: __, ...entry }) => entry),
      }));
    });
  }

  /** Lines of ended orders that still claim units, oldest first. */
  async unbalanced(limit: number): Promise<UnbalancedView[]> {
    const now = this.clock.now();
    const lines = await this.read((tx) => unbalanced(tx, now, limit));
    return lines.map((line) => ({
      ...line,
      ageSeconds: Math.round((now.getTime() - line.completedAt.getTime()) / 1_000),
    }));
  }

  private async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.dataSource, work);
  }
}

function locationView({ statement, place }: Standing): LocationView {
  const { source, location, quantity, basis, allocatedElsewhere, safetyStock, watermarked, asOf } = statement;
  return {
    source,
    location,
    name: place?.name ?? null,
    servesWeb: place?.servesWeb ?? false,
    quantity,
    basis,
    allocatedElsewhere,
    safetyStock,
    figure: figureOf(statement),
    watermarked,
    asOf,
  };
}

function poolView(level: Level, parts: readonly Level[]): Omit<AvailabilityView, 'locations'> {
  const { sku, supply, claimed } = level;
  const levelOf = (code: string) => parts.find((part) => part.sku === code);
  const components = level.components.map((component) => ({
    ...component,
    availableToSell: freeOf(levelOf(component.sku) ?? emptyLevel(component.sku)),
  }));
  return { sku, availability: availabilityOf(level, levelOf), supply, claimed, components };
}

function unitsOf(claims: readonly OpenClaim[]): number {
  return claims.reduce((total, { units }) => total + units, 0);
}
