import { type Markup, type Value, html } from './html.ts';

/** What was typed into one form of a page, and what is wrong with it. */
export interface FormState {
  form: string;
  values: Record<string, string>;
  errors: Record<string, string>;
}

interface Field {
  form: string;
  name: string;
  label: string;
  value?: string | number | null;
  size?: number;
  inputmode?: 'numeric' | 'decimal';
  type?: 'text' | 'date';
  hint?: string;
  key?: string;
  list?: string;
  /** The label is for screen readers only, as in a table whose head says it. */
  bare?: boolean;
}

const errorOf = (state: FormState | null, form: string, name: string) =>
  state?.form === form ? state.errors[name] : undefined;

export function typedOr(state: FormState | null, form: string, name: string, value: Field['value']): string {
  return state?.form === form ? (state.values[name] ?? '') : String(value ?? '');
}

function attributes(state: FormState | null, { form, name }: Pick<Field, 'form' | 'name'>): Markup {
  const wrong = errorOf(state, form, name) !== undefined;
  return wrong ? html` aria-invalid="true" aria-describedby="${form}-${name}-error"` : html``;
}

function message(state: FormState | null, { form, name }: Pick<Field, 'form' | 'name'>): Markup {
  const text = errorOf(state, form, name);
  return text === undefined ? html`` : html`<span class="error" id="${form}-${name}-error">${text}</span>`;
}

export function field(state: FormState | null, spec: Field): Markup {
  const { form, name, label, value, size, inputmode, type, hint, key, list, bare } = spec;
  return html`<span class="field"
    ><label for="${form}-${name}" ${bare ? html` class="hidden"` : ''}>${label}</label
    ><input
      id="${form}-${name}"
      name="${name}"
      type="${type ?? 'text'}"
      autocomplete="off"
      size="${size ?? 10}"
      value="${typedOr(state, form, name, value)}"
      ${inputmode ? html` inputmode="${inputmode}"` : ''}${
        key ? html` data-key="${key}"` : ''
      }${list ? html` list="${list}"` : ''}${attributes(state, spec)}
    />${hint ? html`<small>${hint}</small>` : ''}${message(state, spec)}</span
  >`;
}

export type Choice = [value: string, text: string];

export const yesNo: Choice[] = [
  ['Y', 'Y'],
  ['N', 'N'],
];

export function choice(
  state: FormState | null,
  spec: Pick<Field, 'form' | 'name' | 'label' | 'value' | 'bare' | 'key'> & { choices: Choice[] },
): Markup {
  const { form, name, label, bare, key } = spec;
  const selected = typedOr(state, form, name, spec.value);
  const known = spec.choices.some(([value]) => value === selected);
  const choices: Choice[] = known ? spec.choices : [[selected, `${selected || '-'} ??`], ...spec.choices];
  return html`<span class="field"
    ><label for="${form}-${name}" ${bare ? html` class="hidden"` : ''}>${label}</label
    ><select
      id="${form}-${name}"
      name="${name}"
      ${key ? html` data-key="${key}"` : ''}${attributes(state, spec)}
    >
      ${choices.map(
        ([value, text]) =>
          html`<option value="${value}" ${value === selected ? html` selected` : ''}>${text}</option>`,
      )}</select
    >${message(state, spec)}</span
  >`;
}

/** A form that posts; its errors are summed up above it, with links to the fields. */
export function form(
  state: FormState | null,
  { name, action, submit, key }: { name: string; action: string; submit: string; key?: string },
  fields: Value,
): Markup {
  const errors = state?.form === name ? Object.entries(state.errors) : [];
  const own = errors.filter(([field]) => !(field in (state?.values ?? {})));
  return html`<form method="post" action="${action}" id="${name}" novalidate>
    ${
      errors.length > 0
        ? html`<div class="errors" role="alert" tabindex="-1">
            NOT ACCEPTED:
            ${errors.map(([field, text], i) => [
              i > 0 ? ' ' : '',
              own.some(([other]) => other === field)
                ? html`<span>${text}</span>`
                : html`<a href="#${name}-${field}">${field.toUpperCase()} ${text}</a>`,
            ])}
          </div>`
        : ''
    }${fields}
    <button type="submit" id="${name}-submit" ${key ? html` data-key="${key}"` : ''}>
      ${submit}${key ? html` <kbd>${key}</kbd>` : ''}
    </button>
  </form>`;
}
