import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { FieldLimit } from '@throughline/events';
import type { Decimal } from '@throughline/money';
import {
  type CalendarDate,
  type TaxRate,
  wildcard,
  calendarDateIn,
  taxRateFor,
} from '@throughline/order-rules';
import { type PriceStrategies, declaredStrategies } from '@throughline/pricing-rules';
import { Clock, ServiceConfig } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import type { environment } from '../environment.ts';
import { type FlowAges, type FlowRow, agesOf } from './flow-ages.ts';

interface TaxRow extends TaxRate {
  /** For people; null when not stated. */
  regionName: string | null;
}

/** A part of a country in which other rates hold. */
export interface Region {
  /** As the back office codes it. */
  code: string;
  name: string;
}

/** The few rows that every response needs, held in memory and read again when they change. */
@Injectable()
export class ReferenceData implements OnApplicationBootstrap {
  #taxes: TaxRow[] = [];
  #flows: FlowRow[] = [];
  readonly #rates = new Map<string, Decimal | null>();
  #ratesVersion = 0;
  #today = { minute: Number.NaN, date: '' };
  /** How back offices find their prices; empty until one has said so. */
  strategies: PriceStrategies = new Map();
  /** Another one whenever these are others. */
  strategiesVersion = '';
  /** Account that guest orders are booked to; null while customers has published none. */
  guestAccount: string | null = null;
  /** What the back offices that orders go to can hold of one. */
  limits: readonly FieldLimit[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.reload();
  }

  async reload(): Promise<void> {
    const [taxes, flows, accounts, sources] = await Promise.all([
      this.dataSource.query<TaxRow[]>(
        `select country, region, region_name as "regionName", tax_class as "taxClass", category, rate,
                valid_from as "validFrom", valid_to as "validTo"
         from erp_taxes where not deleted`,
      ),
      this.dataSource.query<FlowRow[]>(
        `select flow, mode, state, heard_at as "heardAt" from integration_flows where not deleted`,
      ),
      this.dataSource.query<{ account: string }[]>(
        `select account from customers_accounts
         where not deleted and kind = 'guests' and not blocked order by account limit 1`,
      ),
      this.dataSource.query<{ source: string; priceStrategy: string; limits: FieldLimit[] }[]>(
        `select source, price_strategy as "priceStrategy",
                case when takes_orders then limits else '[]' end as limits
         from erp_sources where not deleted order by source`,
      ),
    ]);
    this.#taxes = taxes;
    this.#flows = flows;
    this.#clearRates();
    this.strategies = declaredStrategies(sources);
    this.strategiesVersion = JSON.stringify(sources);
    this.guestAccount = accounts[0]?.account ?? null;
    this.limits = sources.flatMap(({ limits }) => limits);
  }

  /** Reads again; keeps what was read before when that fails. */
  async refresh(): Promise<void> {
    await this.reload().catch((error: unknown) => {
      logger.warn({ err: error }, 'Taxes and flows cannot be read; those read before are kept');
    });
  }

  /** The rate in force today, by the seller's calendar, for a tax class in a country, or in a region of it, for guests. */
  readonly rateOf = (country: string, category: string, region: string | null = null): Decimal | null => {
    const on = this.#dateNow();
    // What is kept grows with the regions that there are, and not with those that are asked for.
    const own = region !== null && this.#taxes.some((tax) => tax.region === region) ? region : wildcard;
    const key = `${country} ${own} ${category}`;
    let rate = this.#rates.get(key);
    if (rate === undefined) {
      rate = taxRateFor(this.#taxes, { country, region: own, category, on })?.rate ?? null;
      this.#rates.set(key, rate);
    }
    return rate;
  };

  /** What was computed by {@link rateOf} is valid for as long as this does not change. */
  get ratesVersion(): number {
    this.#dateNow();
    return this.#ratesVersion;
  }

  #clearRates(): void {
    this.#rates.clear();
    this.#ratesVersion += 1;
  }

  /** Dates change with a minute, in every time zone. */
  #dateNow(): CalendarDate {
    const now = this.clock.now();
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute !== this.#today.minute) {
      const date = calendarDateIn(this.config.own.SELLER_TIME_ZONE, now);
      if (date !== this.#today.date) this.#clearRates();
      this.#today = { minute, date };
    }
    return this.#today.date;
  }

  /** Countries with a standard rate, by code. */
  countries(): { country: string; rate: Decimal }[] {
    const codes = [...new Set(this.#taxes.map(({ country }) => country))].sort();
    return codes.flatMap((country) => {
      const rate = this.rateOf(country, 'standard');
      return rate === null ? [] : [{ country, rate }];
    });
  }

  /** Regions of a country in which guests are taxed otherwise today, by name. */
  regions(country: string): Region[] {
    const on = this.#dateNow();
    const byCode = new Map<string, Region>();
    for (const { region: code, regionName, taxClass, ...rate } of this.#taxes) {
      const inForce = rate.validFrom <= on && (rate.validTo === null || rate.validTo > on);
      if (rate.country === country && code !== wildcard && taxClass === wildcard && inForce)
        byCode.set(code, { code, name: regionName ?? byCode.get(code)?.name ?? code });
    }
    return [...byCode.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** How old stock and prices are. */
  ages(): FlowAges {
    return agesOf(this.#flows, this.clock.now());
  }
}
