import { type PeerPackage, nameOf } from '../peer-install.ts';

const version = '3.7.3';

export const vendurePackage: PeerPackage = {
  product: 'Vendure',
  version,
  dependencies: { '@vendure/core': version, pg: '8.23.0' },
};
export const vendureName = nameOf(vendurePackage);
