export { sellerSettings } from './seller-settings.ts';
