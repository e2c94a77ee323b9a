import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Refusal, api } from '../api/client.ts';
import { Heading } from '../components/heading.tsx';
import { TextField } from '../components/text-field.tsx';
import { useShop } from '../shop-context.tsx';
import { keepOrder, knownOrders } from '../stored.ts';

interface FindOrderProps {
  /** Number to begin with, when one came to an order that is not known here. */
  number?: string;
  onFound?: () => void;
}

/** Finds an order again by its number and e-mail address. */
export default function FindOrderPage({ number: given = '', onFound }: FindOrderProps) {
  const { t } = useShop();
  const [, navigate] = useLocation();
  const [number, setNumber] = useState(given);
  const [email, setEmail] = useState('');
  const [errors, setErrors] = useState<{ number?: string; email?: string; form?: string }>({});
  const [finding, setFinding] = useState(false);
  const known = knownOrders();

  const find = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = number.trim().toUpperCase();
    const wrong = {
      ...(!/^W[0-9A-Z]{9}$/.test(wanted) && { number: t.find.badNumber }),
      ...(!/^[^\s@]+@[^\s@]+$/.test(email.trim()) && {
        email: email.trim() === '' ? t.checkout.missing : t.checkout.badEmail,
      }),
    };
    setErrors(wrong);
    const first = Object.keys(wrong)[0];
    if (first) return document.getElementById(`find-${first}`)?.focus();
    setFinding(true);
    try {
      const { order } = await api.findOrder(wanted, email.trim());
      keepOrder(order);
      if (onFound) onFound();
      else navigate(`/orders/${order}`);
    } catch (error) {
      setErrors({ form: messageOf(error) });
    } finally {
      setFinding(false);
    }
  };
  const messageOf = (error: unknown) => {
    if (!(error instanceof Refusal)) return t.state.failedHint;
    return error.problem.status === 429 ? t.find.tooOften : t.find.notFound;
  };

  return (
    <div className="mx-auto max-w-md">
      <Heading>{t.find.title}</Heading>
      <p className="mt-2 mb-6 text-quiet">{t.find.intro}</p>
      <form noValidate className="flex flex-col gap-4" onSubmit={(event) => void find(event)}>
        <TextField
          id="find-number"
          label={t.find.number}
          hint={t.find.numberHint}
          value={number}
          error={errors.number}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          onChange={setNumber}
        />
        <TextField
          id="find-email"
          type="email"
          label={t.find.email}
          value={email}
          error={errors.email}
          autoComplete="email"
          onChange={setEmail}
        />
        <div role="alert" className="empty:-mb-4">
          {errors.form && <p className="font-medium text-bad">{errors.form}</p>}
        </div>
        <button type="submit" className="action" disabled={finding}>
          {finding ? t.find.finding : t.find.button}
        </button>
      </form>
      {known.length > 0 && !given && (
        <section className="mt-10">
          <h2 className="mb-2 font-semibold">{t.find.here}</h2>
          <ul className="numbers flex flex-col">
            {known.map((order) => (
              <li key={order}>
                <Link
                  href={`/orders/${order}`}
                  className="flex min-h-11 items-center text-accent underline underline-offset-4"
                >
                  {order}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
