import { copyOf } from '@throughline/messaging';

export const ordersRecipients = copyOf('orders.recipients', {
  table: 'orders_recipients',
  fields: [
    'email',
    'name',
    'company',
    'street',
    'street2',
    'postalCode',
    'city',
    'country',
    'region',
    'phone',
  ],
  named: { order: 'order_number' },
});

export const customersAccounts = copyOf('customers.accounts', {
  table: 'customers_accounts',
  fields: ['bindings'],
  // Read by the version before; to be dropped in a later release.
  computed: {
    erp_source: { type: 'text', of: ({ bindings }) => bindings[0]?.source },
    erp_number: { type: 'text', of: ({ bindings }) => bindings[0]?.number },
  },
});

/** Of a row `r` of the recipients, as an order is handed over with; null when it is not known. */
export const recipientColumns = `case when r.name is not null then json_build_object('name', r.name,
  'company', r.company, 'street', r.street, 'street2', r.street2, 'postalCode', r.postal_code, 'city', r.city, 'country', r.country,
  'region', r.region, 'email', r.email, 'phone', r.phone) end`;
