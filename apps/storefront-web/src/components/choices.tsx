import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';

interface ChoicesProps {
  label: string;
  value: string;
  children: ReactNode;
}

/** A few things of which one is chosen, side by side. */
export function Choices({ label, value, children }: ChoicesProps) {
  return (
    <fieldset>
      <legend className="mb-2 text-small font-medium text-quiet">{label}</legend>
      <RadioGroup.Root value={value} aria-label={label} className="flex flex-wrap gap-2">
        {children}
      </RadioGroup.Root>
    </fieldset>
  );
}

interface ChoiceProps {
  value: string;
  /** Why it cannot be had; it can be chosen and looked at all the same. */
  missing: string | undefined;
  onChoose: () => void;
  children: ReactNode;
}

/** What is not there is dashed. */
export function Choice({ value, missing, onChoose, children }: ChoiceProps) {
  return (
    <RadioGroup.Item
      value={value}
      onClick={onChoose}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && onChoose()}
      className={`flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-lg border px-3 ${
        missing === undefined ? 'border-edge' : 'border-dashed border-edge text-quiet'
      } data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:font-semibold data-[state=checked]:text-ink hover:bg-panel`}
    >
      {children}
      {missing !== undefined && <span className="sr-only">, {missing}</span>}
    </RadioGroup.Item>
  );
}
