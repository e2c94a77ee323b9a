// Texts of the models, written for this data set: a sentence or two by kind of part, one by grade.
export type Pair = readonly [en: string, de: string];

export const bikes: Record<string, Pair> = {
  'Mountain-200': [
    'A full-on trail bike with a light alloy frame and a fork that keeps the front wheel on the ground. Climbs willingly and comes down with confidence.',
    'Ein echtes Trail-Rad mit leichtem Alurahmen und einer Gabel, die das Vorderrad am Boden hält. Klettert gern und fährt sicher wieder hinunter.',
  ],
  'Mountain-300': [
    'The all-rounder for forest roads and first single trails. Last units of the series.',
    'Der Allrounder für Forstwege und erste Trails. Letzte Stücke der Serie.',
  ],
  'Mountain-400-W': [
    'Shorter reach and a lower top tube make this mountain bike fit smaller riders without compromise off the road.',
    'Kürzere Sitzlänge und ein tieferes Oberrohr: ein Mountainbike, das kleineren Menschen passt und im Gelände nichts schuldig bleibt.',
  ],
  'Mountain-500': [
    'Honest entry to the woods: wide gears, strong brakes, and a frame that forgives the missed line.',
    'Der ehrliche Einstieg in den Wald: weite Übersetzung, kräftige Bremsen und ein Rahmen, der die falsche Linie verzeiht.',
  ],
  'Road-250': [
    'A race bike for long Sundays: stiff where the power goes, calm where the hands rest.',
    'Ein Rennrad für lange Sonntage: steif, wo die Kraft hingeht, ruhig, wo die Hände liegen.',
  ],
  'Road-350-W': [
    'A quick road bike cut for a shorter upper body, with narrow bars and levers within easy reach.',
    'Ein schnelles Rennrad für kürzere Oberkörper, mit schmalem Lenker und gut erreichbaren Hebeln.',
  ],
  'Road-550-W': [
    'Light on the hill and steady in the bunch. The upright cut keeps shoulders and neck fresh.',
    'Leicht am Berg und ruhig in der Gruppe. Die aufrechtere Haltung schont Schultern und Nacken.',
  ],
  'Road-750': [
    'The first road bike that does not feel like a first one. Simple to maintain, hard to wear out.',
    'Das erste Rennrad, das sich nicht so anfühlt. Einfach zu pflegen, schwer kleinzukriegen.',
  ],
  'Touring-1000': [
    'Made for crossing countries: rack mounts front and rear, long wheelbase, a gear for every pass.',
    'Gebaut, um Länder zu durchqueren: Träger vorn und hinten, langer Radstand, ein Gang für jeden Pass.',
  ],
  'Touring-2000': [
    'Loaded or empty it tracks straight. The comfortable choice for two weeks away.',
    'Beladen oder leer, es läuft geradeaus. Die bequeme Wahl für zwei Wochen unterwegs.',
  ],
  'Touring-3000': [
    'The tourer that also goes to work: sturdy, friendly, and not too good for the rain.',
    'Das Tourenrad, das auch zur Arbeit fährt: stabil, freundlich und nicht zu fein für Regen.',
  ],
};

export const models: Record<string, Pair> = {
  'Sport-100 Helmet': [
    'The helmet one forgets to take off: eighteen vents, a dial at the back, and a liner that goes in the wash.',
    'Der Helm, den man vergisst abzunehmen: achtzehn Öffnungen, ein Rad am Hinterkopf und ein waschbares Polster.',
  ],
  'AWC Logo Cap': [
    'Cotton cap for under the helmet or after the ride.',
    'Baumwollkappe für unter den Helm oder danach.',
  ],
  'Long-Sleeve Logo Jersey': [
    'Long sleeves for cool mornings, three pockets at the back, full zip.',
    'Lange Ärmel für kühle Morgen, drei Rückentaschen, durchgehender Reißverschluss.',
  ],
  'Short-Sleeve Classic Jersey': [
    'The yellow one: airy knit, short sleeves, dries before the coffee is finished.',
    'Das gelbe: luftiger Strick, kurze Ärmel, trocken, bevor der Kaffee leer ist.',
  ],
  'Half-Finger Gloves': [
    'Gel where the bar presses, mesh everywhere else.',
    'Gel, wo der Lenker drückt, Netz überall sonst.',
  ],
  'Full-Finger Gloves': [
    'Warm fingers that still feel the lever.',
    'Warme Finger, die den Hebel trotzdem spüren.',
  ],
  'Racing Socks': [
    'Thin, white, and high enough to be taken seriously.',
    'Dünn, weiß und hoch genug, um ernst genommen zu werden.',
  ],
  'Classic Vest': [
    'Stops the wind on the way down, fits in a pocket on the way up.',
    'Hält bergab den Wind ab und passt bergauf in die Tasche.',
  ],
  "Men's Bib-Shorts": [
    'Wide straps, a calm seat pad, no seams where it matters.',
    'Breite Träger, ruhiges Polster, keine Naht, wo sie stören würde.',
  ],
  "Men's Sports Shorts": [
    'Light shorts with a removable liner for road and gym.',
    'Leichte Shorts mit herausnehmbarer Innenhose für Straße und Studio.',
  ],
  "Women's Mountain Shorts": [
    'Tough fabric, a waist that adjusts, pockets that close.',
    'Fester Stoff, verstellbarer Bund, Taschen, die schließen.',
  ],
  "Women's Tights": [
    'Brushed inside, reflective outside, for the months with an R.',
    'Innen angeraut, außen reflektierend, für die Monate mit R.',
  ],
  'Hitch Rack - 4-Bike': [
    'Carries four bikes behind the car and folds away when empty.',
    'Trägt vier Räder hinter dem Auto und klappt leer zusammen.',
  ],
  'All-Purpose Bike Stand': [
    'Holds any bike at working height, turns all the way round.',
    'Hält jedes Rad auf Arbeitshöhe, rundum drehbar.',
  ],
  'Water Bottle - 30 oz.': [
    'Soft bottle with a wide mouth, dishwasher safe.',
    'Weiche Trinkflasche mit weiter Öffnung, spülmaschinenfest.',
  ],
  'Mountain Bottle Cage': [
    'Alloy cage that holds on over roots.',
    'Flaschenhalter aus Aluminium, der auch über Wurzeln festhält.',
  ],
  'Road Bottle Cage': [
    'A light cage that opens with one finger.',
    'Ein leichter Halter, der sich mit einem Finger öffnet.',
  ],
  'Bike Wash - Dissolver': [
    'Loosens oil and road film, kind to paint and rivers.',
    'Löst Öl und Straßenschmutz, schont Lack und Flüsse.',
  ],
  'Fender Set - Mountain': [
    'Clip-on mudguards front and rear, on and off in a minute.',
    'Ansteckbare Schutzbleche vorn und hinten, in einer Minute an und ab.',
  ],
  'Hydration Pack - 70 oz.': [
    'Two litres on the back, room for tools and a jacket.',
    'Zwei Liter auf dem Rücken, Platz für Werkzeug und Jacke.',
  ],
  'Taillights - Battery-Powered': [
    'Steady or blinking red, seen from far away.',
    'Rot, stetig oder blinkend, von weitem zu sehen.',
  ],
  'Headlights - Dual-Beam': [
    'One beam for the road, one for the hedge.',
    'Ein Strahl für die Straße, einer für den Rand.',
  ],
  'Headlights - Weatherproof': [
    'Sealed housing, glove-friendly switch, bright for four hours.',
    'Dichtes Gehäuse, Schalter für Handschuhe, vier Stunden hell.',
  ],
  'Cable Lock': [
    'Coiled steel cable with two keys, for short stops.',
    'Spiralkabel aus Stahl mit zwei Schlüsseln, für kurze Halte.',
  ],
  'Touring-Panniers, Large': [
    'A pair of roll-top bags for the whole household.',
    'Ein Paar Rolltaschen für den ganzen Haushalt.',
  ],
  Minipump: [
    'Fits a jersey pocket, reaches seven bar with patience.',
    'Passt in die Trikottasche und schafft mit Geduld sieben Bar.',
  ],
  'Mountain Pump': [
    'High volume for wide tyres, foot peg included.',
    'Viel Volumen für breite Reifen, mit Fußraste.',
  ],
  'Patch Kit/8 Patches': [
    'Eight patches, glue, sandpaper. Weighs nothing, saves the day.',
    'Acht Flicken, Kleber, Schleifpapier. Wiegt nichts, rettet den Tag.',
  ],
  'Mountain Tire Tube': ['Thick butyl tube for wide tyres.', 'Dicker Butylschlauch für breite Reifen.'],
  'Road Tire Tube': ['Thin tube with a long valve.', 'Dünner Schlauch mit langem Ventil.'],
  'Touring Tire Tube': ['The middle way between light and tough.', 'Der Mittelweg zwischen leicht und zäh.'],
};
