import { type PeerPackage, nameOf } from '../peer-install.ts';

const version = '2.21.2';

export const medusaPackage: PeerPackage = {
  product: 'Medusa',
  version,
  dependencies: {
    '@medusajs/medusa': version,
    '@medusajs/framework': version,
    '@medusajs/cli': version,
  },
};
export const medusaName = nameOf(medusaPackage);
