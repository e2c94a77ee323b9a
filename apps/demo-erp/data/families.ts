/** Family code of each AdventureWorks subcategory. */
export const families: Record<string, string> = {
  'Mountain Bikes': 'MTNB',
  'Road Bikes': 'RODB',
  'Touring Bikes': 'TRGB',
  Handlebars: 'HDLB',
  'Bottom Brackets': 'BTMB',
  Brakes: 'BRKS',
  Chains: 'CHNS',
  Cranksets: 'CRNK',
  Derailleurs: 'DRLR',
  Forks: 'FORK',
  Headsets: 'HDST',
  'Mountain Frames': 'MTNF',
  Pedals: 'PEDA',
  'Road Frames': 'RODF',
  Saddles: 'SADL',
  'Touring Frames': 'TRGF',
  Wheels: 'WHEL',
  'Bib-Shorts': 'BIBS',
  Caps: 'CAPS',
  Gloves: 'GLOV',
  Jerseys: 'JRSY',
  Shorts: 'SHRT',
  Socks: 'SOCK',
  Tights: 'TGHT',
  Vests: 'VEST',
  'Bike Racks': 'RACK',
  'Bike Stands': 'STND',
  'Bottles and Cages': 'BTLC',
  Cleaners: 'CLNR',
  Fenders: 'FNDR',
  Helmets: 'HLMT',
  'Hydration Packs': 'HYDR',
  Lights: 'LGHT',
  Locks: 'LOCK',
  Panniers: 'PNNR',
  Pumps: 'PUMP',
  'Tires and Tubes': 'TYRE',
};

export const colours: Record<string, string> = {
  Black: 'BLK',
  Red: 'RED',
  Blue: 'BLU',
  Silver: 'SIL',
  Yellow: 'YEL',
  White: 'WHT',
  Grey: 'GRY',
  Multi: 'MLT',
  'Silver/Black': 'S/B',
};

/** Workshops and stores of the maker become the dealer's four places. */
export const places: Record<string, string> = {
  '1': 'S1',
  '5': 'L1',
  '6': 'B1',
  '10': 'B1',
  '20': 'B1',
  '30': 'P1',
  '40': 'P1',
  '50': 'P1',
  '60': 'L1',
};

/** Families whose ended products the dealer still sells; forks and headsets run out. */
export const keptThoughEnded = new Set('GLOV FORK HDST LGHT LOCK PNNR PUMP TGHT WHEL BIBS SHRT'.split(' '));
