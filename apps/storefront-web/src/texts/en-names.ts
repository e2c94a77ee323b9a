/** Units of sale, one and several, by their UN/ECE codes. */
export const units: Record<string, readonly [one: string, many: string]> = {
  C62: ['piece', 'pieces'],
  PR: ['pair', 'pairs'],
  SET: ['set', 'sets'],
  XCT: ['carton', 'cartons'],
  XPX: ['pallet', 'pallets'],
  DZN: ['dozen', 'dozen'],
};
