import { poll } from '../../../deploy/local/processes/poll.ts';
import { stockShop } from '../installation/catalogue.ts';
import { type Bench, type Figure, median } from '../measuring/figure.ts';
import { type Installation, untilQuiet, withOwnInstallation } from '../installation/installation.ts';
import { openLoop } from '../measuring/pace.ts';
import { withPages } from '../installation/pages.ts';
import { Shoppers } from '../installation/shopper.ts';
import { closing } from '../installation/parts.ts';

const skuCount = 1_000;
const pageCount = 250;
const rates = [5, 100];

interface Span {
  name: string;
  localEndpoint: { serviceName: string };
  /** Microseconds since 1970. */
  timestamp: number;
  /** Microseconds. */
  duration?: number;
}

/** What is followed through the services, by the spans that it leaves; the last of them is its end. */
interface Journey {
  name: string;
  begins: Pick<Step, 'service' | 'span'>;
  steps: readonly Step[];
}

interface Step {
  service: string;
  span: string;
  /** What has been done when the span ends. */
  what: string;
}

const stockChange: Journey = {
  name: 'stock',
  begins: { service: 'erp-adapter', span: 'capture erp.stock' },
  steps: [
    { service: 'erp-adapter', span: 'capture erp.stock', what: 'captured' },
    { service: 'inventory', span: 'erp.stock erpstock', what: 'computed' },
    { service: 'storefront', span: 'inventory.availability availability', what: 'projected' },
    { service: 'storefront', span: 'push', what: 'pushed' },
  ],
};
const order: Journey = {
  name: 'order',
  begins: { service: 'storefront', span: 'post /api/orders' },
  steps: [
    { service: 'orders', span: 'orders.requests orderrequested', what: 'placed' },
    { service: 'inventory', span: 'orders.events orderplaced', what: 'reserved' },
    { service: 'orders', span: 'inventory.reservations stockreserved', what: 'confirmed' },
    { service: 'storefront', span: 'orders.orders order', what: 'projected' },
    { service: 'storefront', span: 'post /api/orders', what: 'answered' },
  ],
};

export const steps: Bench = {
  name: 'steps',
  what: `Where the time of a change of stock and of an order goes, from their traces: milliseconds from the back office's commit, or from the request's arrival, until a service begins a step and until it has committed it; medians. What lies between is the outbox, the broker and waiting. At ${rates.join(' and ')} a second; stock of ${pageCount} SKUs that a page shows each, orders of one of ${skuCount} SKUs. Here all traces are kept; of changes that are captured together one begins a trace, the oldest.`,
  run: ({ quick, say }) =>
    keepingAllTraces(() =>
      withOwnInstallation(async (installation) => {
        const skus = await stockShop(installation, skuCount, 1_000_000);
        await untilQuiet(installation);
        const shoppers = new Shoppers(installation.url);
        let onHand = 1_000_000;
        const changeStock = async (index: number) => {
          await installation.erp.query({
            name: 'stock',
            text: `update stkbal set onhand = $1, chgstp = now() where itmcod = $2 and whscod = 'B1'`,
            values: [++onHand, skus[index % pageCount]],
          });
        };
        const placeOrder = async (index: number, due: number) => {
          await shoppers.order([skus[(index * 7) % skus.length] ?? ''], due);
        };
        const figures: Figure[] = [];
        const follow = async (journey: Journey, operation: (index: number, due: number) => Promise<void>) => {
          for (const rate of quick ? rates.slice(-1) : rates) {
            say(`${journey.name}, ${rate}/s`);
            await openLoop(rate, quick ? 2 : 5, operation);
            const since = Date.now();
            await openLoop(rate, quick ? 3 : 10, operation);
            await untilQuiet(installation);
            figures.push(...(await figuresOf(installation, journey, { rate, since })));
          }
        };
        return closing(
          async () => shoppers.close(),
          () =>
            withPages(
              installation.url,
              skus.slice(0, pageCount),
              () => undefined,
              async () => {
                await follow(stockChange, changeStock);
                await follow(order, placeOrder);
                return figures;
              },
            ),
        );
      }),
    ),
};

async function keepingAllTraces<T>(work: () => Promise<T>): Promise<T> {
  const name = 'THROUGHLINE_SAMPLE_RATIO';
  const before = process.env[name];
  process.env[name] = '1';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}

async function figuresOf(
  installation: Installation,
  journey: Journey,
  { rate, since }: { rate: number; since: number },
): Promise<Figure[]> {
  let traces: number[][] = [];
  await poll(
    `traces of ${journey.name}`,
    async () => {
      traces = (await tracesOf(installation, journey, since)).flatMap((spans) => {
        const times = stepsOf(spans, journey);
        return times ? [times] : [];
      });
      return traces.length >= 10;
    },
    { everyMs: 500 },
  );
  const at = (place: number) => Number(median(traces.map((times) => times[place] ?? 0)).toFixed(1));
  return journey.steps.flatMap(({ service, what }, step) => {
    const name = `${journey.name} at ${rate}/s: ${what} by ${service}`;
    return [
      { name: `${name}, begun`, value: at(2 * step), unit: 'ms' },
      { name: `${name}, done`, value: at(2 * step + 1), unit: 'ms' },
    ];
  });
}

async function tracesOf({ running }: Installation, { begins }: Journey, since: number): Promise<Span[][]> {
  const now = Date.now();
  const query = new URLSearchParams({
    serviceName: begins.service,
    spanName: begins.span,
    endTs: String(now),
    lookback: String(now - since),
    limit: '500',
  });
  const response = await fetch(`${running.endpoints.zipkin}/api/v2/traces?${query}`);
  return (await response.json()) as Span[][];
}

/**
 * When each step of a journey began and ended, in milliseconds since its beginning, alternately; undefined when a step is
 * missing. Of several spans the last counts that began before the journey ended.
 */
function stepsOf(spans: readonly Span[], { begins, steps: all }: Journey): number[] | undefined {
  const ofStep = ({ service, span }: Journey['begins']) =>
    spans
      .filter(({ name, localEndpoint }) => name === span && localEndpoint.serviceName === service)
      .sort((a, b) => a.timestamp - b.timestamp);
  const endOf = ({ timestamp, duration = 0 }: Span) => timestamp + duration;
  const [first] = ofStep(begins);
  const last = all.at(-1);
  const [end] = last ? ofStep(last) : [];
  if (!first || !end) return undefined;
  const found = all.map((step) => ofStep(step).findLast(({ timestamp }) => timestamp <= endOf(end)));
  const times = found.flatMap((span) => (span ? [span.timestamp, endOf(span)] : []));
  return times.length === 2 * all.length ? times.map((time) => (time - first.timestamp) / 1_000) : undefined;
}
