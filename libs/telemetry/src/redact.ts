const redacted = '[redacted]';
const maximumDepth = 8;

const personal = new Set([
  ...['email', 'mail', 'emailaddress', 'phone', 'phonenumber', 'mobile', 'fax'],
  ...['name', 'firstname', 'lastname', 'fullname', 'companyname', 'contact', 'recipient', 'customername'],
  ...[
    'address',
    'addresses',
    'billingaddress',
    'shippingaddress',
    'street',
    'line1',
    'line2',
    'city',
    'postcode',
  ],
  ...['postalcode', 'zip', 'iban', 'vatid', 'taxid', 'birthday', 'ip', 'remoteaddress'],
]);
const secret = new Set([
  ...[
    'authorization',
    'proxyauthorization',
    'cookie',
    'setcookie',
    'password',
    'passphrase',
    'secret',
    'token',
  ],
  ...['accesstoken', 'refreshtoken', 'idtoken', 'apikey', 'databaseurl'],
]);

const emailPattern = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g;
const bearerPattern = /\b(Bearer|Basic) [\w.~+/=-]{8,}/gi;
const passwordInUrlPattern = /(\w+:\/\/[^\s:/@"]+):[^\s@"]+@/g;

/** Whether a field of this name holds personal data or a secret, whatever its case and separators. */
function isSensitive(field: string): boolean {
  const plain = field.replace(/[-_ ]/g, '').toLowerCase();
  return personal.has(plain) || secret.has(plain);
}

/**
 * Copy of a value without personal data: fields named like a person's e-mail, name, address or a credential are
 * replaced at any depth. The first eight levels are kept.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (depth === maximumDepth) return '[deep]';
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  const entries = Object.entries(value).map(([field, inner]): [string, unknown] => {
    return [field, isSensitive(field) && inner != null ? redacted : redact(inner, depth + 1)];
  });
  return Object.fromEntries(entries);
}

/** Replaces e-mail addresses, credentials and passwords in URLs wherever they stand in a text. */
export function redactText(text: string): string {
  return text
    .replace(passwordInUrlPattern, `$1:${redacted}@`)
    .replace(emailPattern, redacted)
    .replace(bearerPattern, `$1 ${redacted}`);
}

/** The parts of an error that are about code. Drivers put values and parameters into further fields. */
export function describeError(error: Error, depth = 0): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && { code: error.code }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: redact(error.cause, depth + 1) }),
  };
}
