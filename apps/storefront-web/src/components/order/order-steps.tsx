import type { Order, OrderShipment } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { dayAndTime } from '../../texts/format.ts';
import { comingSteps } from './coming-steps.ts';
import { isShoppersStep, stepDetail, stepTitle, trackingOf } from './order-words.ts';

/** What happened to the order, with times, and what comes next; for staff also what went on behind it. */
export function OrderSteps({ order }: { order: Order }) {
  const { t, language, staff } = useShop();
  const isShown = (step: string) => staff || isShoppersStep(step, t);
  const steps = order.steps.filter(({ step }) => isShown(step));
  const coming = comingSteps(order).filter(isShown);
  return (
    <section>
      <h2 className="mb-3 text-large font-semibold">{t.order.progress}</h2>
      <ol>
        {steps.map(({ step, at, detail }, index) => {
          const said = stepDetail({ step, detail }, order.invoices, t);
          const shipment = step === 'shipped' && order.shipments.find(({ number }) => number === detail);
          return (
            <li key={`${step} ${at} ${detail}`} className="relative flex gap-4 pb-5 last:pb-0">
              <Mark
                last={index === steps.length - 1 && coming.length === 0}
                bad={step === 'rejected' || (step === 'cancelled' && order.state === 'cancelled')}
              />
              <div>
                <p className="font-medium">
                  {stepTitle({ step, detail }, order, t)}
                  {said && <span className="font-normal text-quiet">, {said}</span>}
                </p>
                <p className="text-small text-quiet">
                  <time dateTime={at}>{dayAndTime(at, language)}</time>
                </p>
                {shipment && <Parcel shipment={shipment} />}
              </div>
            </li>
          );
        })}
        {coming.map((step, index) => (
          <li key={step} className="relative flex gap-4 pb-5 text-quiet last:pb-0">
            <Mark coming last={index === coming.length - 1} />
            <p>
              {step === 'shipped' && order.state === 'partly-shipped'
                ? t.order.restShipped
                : (t.order.steps[step] ?? step)}
              {index === 0 && <span className="text-small"> ({t.order.next})</span>}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** With whom a delivery travels, and where it can be followed. */
function Parcel({ shipment }: { shipment: OrderShipment }) {
  const { t } = useShop();
  const tracking = trackingOf(shipment, t);
  if (!tracking) return null;
  const { carrier, number, link } = tracking;
  return (
    <p className="numbers flex flex-wrap items-center gap-x-3 text-small">
      {carrier && !link && <span>{t.order.carrier(carrier)}</span>}
      {number && (
        <span>
          {t.order.trackingNumber} {number}
        </span>
      )}
      {link && (
        <a
          href={link.href}
          target="_blank"
          rel="noreferrer"
          className="inline-flex min-h-11 items-center font-medium text-accent underline underline-offset-4"
        >
          {link.text}
        </a>
      )}
    </p>
  );
}

interface MarkProps {
  coming?: boolean;
  last?: boolean;
  bad?: boolean;
}

function Mark({ coming = false, last = false, bad = false }: MarkProps) {
  const fill = coming ? 'border-2 border-edge bg-paper' : bad ? 'bg-bad' : 'bg-accent';
  return (
    <span aria-hidden="true" className="flex flex-col items-center">
      <span className={`mt-1.5 size-3.5 shrink-0 rounded-full ${fill}`} />
      {!last && <span className={`absolute top-5 bottom-0 w-0.5 ${coming ? 'bg-line' : 'bg-accent'}`} />}
    </span>
  );
}
