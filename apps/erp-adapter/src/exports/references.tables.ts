import { copyOf } from '@throughline/messaging';

export const ordersRecipients = copyOf('orders.recipients', {
  table: 'orders_recipients',
  fields: ['email', 'name', 'company', 'street', 'postalCode', 'city', 'country', 'region', 'phone'],
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
