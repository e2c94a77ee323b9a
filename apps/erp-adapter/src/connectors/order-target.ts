import {
  type AmendsOrders,
  type Connector,
  type CreatesOrders,
  type FindsOrders,
  type ReadsSnapshots,
  createsOrders,
  findsOrders,
  readsSnapshots,
} from '@throughline/connector';

/** What orders can be handed over to. Without `AmendsOrders` what is cancelled afterwards is told as a difference. */
export type OrderTarget = Connector & CreatesOrders & FindsOrders & ReadsSnapshots & Partial<AmendsOrders>;

/** Whether orders can be handed over to it: made, found and read back. */
export function takesOrders(connector: Connector): connector is OrderTarget {
  return (
    createsOrders(connector) &&
    findsOrders(connector) &&
    readsSnapshots(connector) &&
    connector.readers.orders !== undefined
  );
}
