import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { attributes, metrics, observe } from '@throughline/telemetry';
import type { Observation } from '@throughline/telemetry';

/** Something that waits for a person or has gone wrong, with everything of its kind and subject in one. */
export interface ServiceFinding {
  /** A word for scripts and alert rules, such as `hand-over-refused`. */
  readonly kind: string;
  /** What it is about: a source, a flow, a topic. One of few values, never an order or a SKU: it is a label of metrics. */
  readonly subject: string;
  readonly count: number;
  /** Since when the oldest of them has been so; null when that is not known. */
  readonly since: Date | null;
  /** What they are worth, by currency; absent where it means nothing. */
  readonly worth?: readonly { readonly currency: string; readonly amount: string }[];
  /** What to do about it. */
  readonly remedy: string;
}

/** Looks for findings; an indexed count or two, since it runs at every scrape of the metrics. */
export type FindingSource = () => readonly ServiceFinding[] | Promise<readonly ServiceFinding[]>;

/**
 * What the service knows to be waiting or wrong, injectable. Each part of the service adds what it knows, once:
 * `findings.add('exports', () => this.stuck())`. `GET /ops/findings`, `throughline doctor` and the metrics
 * `throughline.findings` and `throughline.findings.age.seconds` follow from it.
 */
export class ServiceFindings implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #now: () => Date;
  readonly #sources = new Map<string, FindingSource>();
  #running: Promise<ServiceFinding[]> | undefined;
  #ends: (() => void)[] = [];
  /** Labels of everything that was found since the start, by kind and subject. */
  readonly #seen = new Map<string, NonNullable<Observation['attributes']>>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** @throws Error when there is a source of that name already */
  add(name: string, source: FindingSource): void {
    if (this.#sources.has(name)) throw new Error(`There are findings named ${name} already`);
    this.#sources.set(name, source);
  }

  /** All findings, in the order in which their sources were added. Those who ask at the same time share one look. */
  all(): Promise<ServiceFinding[]> {
    this.#running ??= this.#look().finally(() => (this.#running = undefined));
    return this.#running;
  }

  onApplicationBootstrap(): void {
    this.#ends = [
      observe(metrics.findings, () => this.#observed(({ count }) => count)),
      observe(metrics.findingsAge, () => this.#observed((finding) => this.#ageOf(finding))),
    ];
  }

  onApplicationShutdown(): void {
    for (const end of this.#ends) end();
  }

  async #look(): Promise<ServiceFinding[]> {
    const found = await Promise.all([...this.#sources.values()].map(async (source) => source()));
    return found.flat();
  }

  /** A gauge keeps the last value of what is no longer observed: what was found before and is over has to be told as 0. */
  async #observed(value: (finding: ServiceFinding) => number): Promise<Observation[]> {
    const found = new Map((await this.all()).map((finding) => [keyOf(finding), finding]));
    for (const [key, { kind, subject }] of found)
      this.#seen.set(key, { [attributes.kind]: kind, [attributes.subject]: subject });
    return [...this.#seen].map(([key, labels]) => {
      const finding = found.get(key);
      return { value: finding ? value(finding) : 0, attributes: labels };
    });
  }

  #ageOf({ since }: ServiceFinding): number {
    return since === null ? 0 : Math.max(0, (this.#now().getTime() - since.getTime()) / 1_000);
  }
}

function keyOf({ kind, subject }: ServiceFinding): string {
  return JSON.stringify([kind, subject]);
}
