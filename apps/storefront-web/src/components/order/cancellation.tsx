import { useState } from 'react';
import { Refusal, api } from '../../api/client.ts';
import type { Order } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { cancellationSentence } from './order-words.ts';

/** Asks for the cancellation of the whole order, and says what has come of it. */
export function Cancellation({ order, onAnswer }: { order: Order; onAnswer: (order: Order) => void }) {
  const { t } = useShop();
  const [state, setState] = useState<'ready' | 'asking' | 'sending' | 'late' | 'failed'>('ready');
  const outcome = cancellationSentence(order.cancellation, t);
  const cancel = () => {
    setState('sending');
    api.cancelOrder(order.order).then(
      (answer) => {
        onAnswer(answer);
        setState('ready');
      },
      (error: unknown) =>
        setState(error instanceof Refusal && error.problem.status === 409 ? 'late' : 'failed'),
    );
  };
  const warns = order.cancellation === 'too-late' || order.cancellation === 'partly';
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 empty:-mb-8">
      {outcome !== null ? (
        <p className={warns ? 'font-medium text-warn' : 'text-quiet'}>{outcome}</p>
      ) : state === 'sending' ? (
        <p className="text-quiet">{t.order.cancelSending}</p>
      ) : state === 'late' ? (
        <p className="font-medium text-warn">{t.order.cancelEnded}</p>
      ) : state === 'asking' ? (
        <>
          <p className="font-medium">{t.order.cancelSure}</p>
          <button type="button" className="action" onClick={cancel}>
            {t.order.cancelYes}
          </button>
          <button type="button" className="action-quiet" onClick={() => setState('ready')}>
            {t.order.cancelNo}
          </button>
        </>
      ) : (
        order.cancellable && (
          <button type="button" className="action-quiet" onClick={() => setState('asking')}>
            {t.order.cancel}
          </button>
        )
      )}
      {state === 'failed' && <p className="text-bad">{t.state.failedHint}</p>}
    </div>
  );
}
