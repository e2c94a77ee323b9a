import type { Order } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { dayAndTime } from '../../texts/format.ts';
import { comingSteps } from './coming-steps.ts';

/** What happened to the order, with times, and what comes next. */
export function OrderSteps({ order }: { order: Order }) {
  const { t, language } = useShop();
  const coming = comingSteps(order);
  return (
    <section>
      <h2 className="mb-3 text-large font-semibold">{t.order.progress}</h2>
      <ol>
        {order.steps.map(({ step, at, detail }, index) => (
          <li key={`${step} ${at} ${detail}`} className="step relative flex gap-4 pb-5 last:pb-0">
            <Mark
              last={index === order.steps.length - 1 && coming.length === 0}
              bad={step === 'rejected' || step === 'cancelled'}
            />
            <div>
              <p className="font-medium">
                {t.order.steps[step] ?? step}
                {detail && !['rejected', 'cancelled', 'review'].includes(step) && (
                  <span className="font-normal text-quiet">, {t.order.stepNumber(detail)}</span>
                )}
              </p>
              <p className="text-small text-quiet">
                <time dateTime={at}>{dayAndTime(at, language)}</time>
              </p>
            </div>
          </li>
        ))}
        {coming.map((step, index) => (
          <li key={step} className="relative flex gap-4 pb-5 text-quiet last:pb-0">
            <Mark coming last={index === coming.length - 1} />
            <p>
              {t.order.steps[step] ?? step}
              {index === 0 && <span className="text-small"> ({t.order.next})</span>}
            </p>
          </li>
        ))}
      </ol>
    </section>
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
