const words: Record<string, string> = {
  'sport-100 helmet': 'hlmt sprt 100',
  'awc logo cap': 'cap logo',
  'long-sleeve logo jersey': 'jrsy ls logo',
  'short-sleeve classic jersey': 'jrsy ss clsc',
  "men's bib-shorts": 'bib shrt m',
  "men's sports shorts": 'shrt sprt m',
  "women's mountain shorts": 'shrt mtn w',
  "women's tights": 'tght w',
  'half-finger gloves': 'glov hf',
  'full-finger gloves': 'glov ff',
  'touring-panniers, large': 'pannr trg lrg',
  'taillights - battery-powered': 'tail lgt batt',
  'headlights - dual-beam': 'head lgt dual',
  'headlights - weatherproof': 'head lgt wthrprf',
  'hydration pack - 70 oz.': 'hydr pck 70 oz',
  'water bottle - 30 oz.': 'wtr btl 30 oz',
  'patch kit/8 patches': 'ptch kit 8 pc',
  'hitch rack - 4-bike': 'htch rck 4 bk',
  'bike wash - dissolver': 'bk wash dslv',
  'fender set - mountain': 'fndr set mtn',
  'all-purpose bike stand': 'bk stnd all purp',
  mountain: 'mtn',
  road: 'rod',
  touring: 'trg',
  frame: 'frm',
  handlebars: 'hdlbr',
  'seat/saddle': 'sddl',
  tire: 'tyr',
  tube: 'tub',
  pedal: 'pdl',
  wheel: 'whl',
  front: 'frt',
  rear: 'rr',
  derailleur: 'drlr',
  brakes: 'brk',
  crankset: 'crnk',
  'bottom bracket': 'bb',
  headset: 'hdst',
  bottle: 'btl',
  cage: 'cag',
  racing: 'rcng',
  socks: 'sock',
  classic: 'clsc',
  minipump: 'mini pmp',
  pump: 'pmp',
  'cable lock': 'lock cabl',
};

/** "HL Mountain Frame" with colour and size as the office writes it: "HL MTN FRM BLK 38", 24 characters at most. */
export function abbreviate(model: string, colour: string, size: string): string {
  let text = model.toLowerCase();
  for (const [word, short] of Object.entries(words)) text = text.replaceAll(word, short);
  const base = text.replaceAll(' - ', ' ').replaceAll(/\s+/g, ' ').trim();
  return [base, colour === 'MLT' ? '' : colour, size]
    .filter((part) => part !== '')
    .join(' ')
    .toUpperCase()
    .slice(0, 24);
}
