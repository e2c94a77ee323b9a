import { copyOf } from '@throughline/messaging';

export const ordersRecipients = copyOf('orders.recipients', {
  table: 'orders_recipients',
  fields: ['email', 'name', 'company', 'street', 'postalCode', 'city', 'country', 'phone'],
  named: { order: 'order_number' },
});

export const customersAccounts = copyOf('customers.accounts', {
  table: 'customers_accounts',
  fields: ['erpSource', 'erpNumber'],
});
