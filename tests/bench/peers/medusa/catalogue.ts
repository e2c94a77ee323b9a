import { plenty, sizes, skuOf } from '../../installation/catalogue.ts';
import type { MedusaApi } from './api.ts';

const modelsPerRequest = 20;

/** What a guest's order in Medusa refers to. */
export interface MedusaShop {
  /** Of the sales channel. */
  publishableKey: string;
  region: string;
  shippingOption: string;
  /** Variants by their SKUs, in order. */
  variants: string[];
}

/**
 * Enters the generated catalogue and what a shop in Germany needs before it can sell: the same SKUs, prices, tax and
 * shipping price as in the other shops. @throws Error when Medusa refuses any of it
 */
export async function stockMedusa(admin: MedusaApi, skus: number): Promise<MedusaShop> {
  const { sales_channels } = await admin.get<{ sales_channels: Named[] }>('/admin/sales-channels');
  const channel = first(sales_channels);
  const keys = await admin.get<{ api_keys: { token: string }[] }>('/admin/api-keys?type=publishable');
  const location = await addLocation(admin, channel.id);
  const profiles = await admin.get<{ shipping_profiles: Named[] }>('/admin/shipping-profiles');
  const profile = first(profiles.shipping_profiles);
  const shippingOption = await addShipping(admin, location, profile.id);
  const { region } = await admin.post<{ region: Named }>('/admin/regions', {
    name: 'Germany',
    currency_code: 'eur',
    countries: ['de'],
    payment_providers: ['pp_system_default'],
  });
  await admin.post('/admin/tax-regions', {
    country_code: 'de',
    provider_id: 'tp_system',
    default_tax_rate: { rate: 19, code: 'standard', name: 'standard' },
  });
  const models = Array.from({ length: Math.ceil(skus / sizes.length) }, (_, model) => model);
  for (let from = 0; from < models.length; from += modelsPerRequest)
    await admin.post('/admin/products/batch', {
      create: models
        .slice(from, from + modelsPerRequest)
        .map((model) => productOf(model, channel.id, profile.id)),
    });
  await addStock(admin, skus, location);
  const { variants } = await admin.get<{ variants: Named[] }>(
    `/admin/product-variants?limit=${skus}&fields=id&order=sku`,
  );
  return {
    publishableKey: first(keys.api_keys).token,
    region: region.id,
    shippingOption,
    variants: variants.map(({ id }) => id),
  };
}

interface Named {
  id: string;
}

async function addLocation(admin: MedusaApi, channel: string): Promise<string> {
  const { stock_location } = await admin.post<{ stock_location: Named }>('/admin/stock-locations', {
    name: 'Warehouse',
    address: { address_1: 'Example Street 2', city: 'Berlin', country_code: 'de' },
  });
  const path = `/admin/stock-locations/${stock_location.id}`;
  await admin.post(`${path}/sales-channels`, { add: [channel] });
  await admin.post(`${path}/fulfillment-providers`, { add: ['manual_manual'] });
  return stock_location.id;
}

async function addShipping(admin: MedusaApi, location: string, profile: string): Promise<string> {
  const { stock_location } = await admin.post<{ stock_location: { fulfillment_sets: Named[] } }>(
    `/admin/stock-locations/${location}/fulfillment-sets?fields=*fulfillment_sets`,
    { name: 'Parcels', type: 'shipping' },
  );
  const { fulfillment_set } = await admin.post<{ fulfillment_set: { service_zones: Named[] } }>(
    `/admin/fulfillment-sets/${first(stock_location.fulfillment_sets).id}/service-zones`,
    { name: 'Germany', geo_zones: [{ type: 'country', country_code: 'de' }] },
  );
  const { shipping_option } = await admin.post<{ shipping_option: Named }>('/admin/shipping-options', {
    name: 'Standard',
    service_zone_id: first(fulfillment_set.service_zones).id,
    shipping_profile_id: profile,
    provider_id: 'manual_manual',
    price_type: 'flat',
    type: { label: 'Standard', code: 'standard' },
    prices: [{ currency_code: 'eur', amount: 4.9 }],
    rules: [],
  });
  return shipping_option.id;
}

function productOf(model: number, channel: string, profile: string): object {
  return {
    title: `Generated model ${model}`,
    description: 'Made to measure how fast a catalogue loads.',
    status: 'published',
    sales_channels: [{ id: channel }],
    shipping_profile_id: profile,
    options: [{ title: 'Size', values: sizes }],
    variants: sizes.map((size, index) => {
      const number = model * sizes.length + index;
      return {
        title: size,
        sku: skuOf(number),
        options: { Size: size },
        manage_inventory: true,
        prices: [{ currency_code: 'eur', amount: 10 + (number % 1_000) }],
      };
    }),
  };
}

async function addStock(admin: MedusaApi, skus: number, location: string): Promise<void> {
  const { inventory_items } = await admin.get<{ inventory_items: Named[] }>(
    `/admin/inventory-items?limit=${skus}&fields=id`,
  );
  await admin.post('/admin/inventory-items/location-levels/batch', {
    create: inventory_items.map(({ id }) => ({
      inventory_item_id: id,
      location_id: location,
      stocked_quantity: plenty,
    })),
  });
}

function first<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error('Medusa lacks what it creates by itself');
  return one;
}
