import type { ComponentType, CSSProperties } from 'react';
import { Frame, MountainBike, RoadBike, TouringBike } from './bikes.tsx';
import * as gear from './gear.tsx';
import * as parts from './parts.tsx';
import { paintOf } from './tones.ts';
import * as wear from './wear.tsx';

/** Which drawing stands for a family, by a part of its English name; the first that fits. */
const drawings: [RegExp, ComponentType][] = [
  [/mountain frame/i, () => <Frame kind="mountain" />],
  [/road frame/i, () => <Frame kind="road" />],
  [/touring frame|frame/i, () => <Frame kind="touring" />],
  [/mountain bike/i, MountainBike],
  [/touring bike/i, TouringBike],
  [/road bike/i, RoadBike],
  [/bike rack/i, gear.Rack],
  [/stand/i, gear.Stand],
  [/handlebar/i, parts.Handlebar],
  [/bottom bracket/i, parts.BottomBracket],
  [/brake/i, parts.Brake],
  [/chain/i, parts.Chain],
  [/crank/i, parts.Crankset],
  [/derailleur/i, parts.Derailleur],
  [/fork/i, parts.Fork],
  [/headset/i, parts.Headset],
  [/pedal/i, parts.Pedal],
  [/saddle/i, parts.SaddlePart],
  [/wheel/i, parts.Wheel],
  [/bib/i, wear.BibShorts],
  [/cap/i, wear.Cap],
  [/glove/i, wear.Gloves],
  [/jersey/i, wear.Jersey],
  [/short/i, wear.Shorts],
  [/sock/i, wear.Socks],
  [/tight/i, wear.Tights],
  [/vest/i, wear.Vest],
  [/bottle|cage/i, gear.Bottle],
  [/clean/i, gear.Cleaner],
  [/fender|mudguard/i, gear.Fender],
  [/helmet/i, wear.Helmet],
  [/hydration/i, gear.HydrationPack],
  [/light/i, gear.Light],
  [/lock/i, gear.Lock],
  [/pannier/i, gear.Pannier],
  [/pump/i, gear.Pump],
  [/tire|tyre|tube/i, gear.TyreAlone],
  [/bike/i, TouringBike],
];

interface PictureProps {
  familyName: string;
  color: string | null;
  /** What it shows, for who does not see it; empty where the text beside it says so. */
  label?: string;
  className?: string;
}

/** A product as a drawing of its family in the item's colour, on a ground that is light at day and night. */
export function Picture({ familyName, color, label = '', className = '' }: PictureProps) {
  const Drawing = drawings.find(([pattern]) => pattern.test(familyName))?.[1] ?? gear.Parcel;
  const paint = { '--paint': paintOf(color) } as CSSProperties;
  const naming = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <svg viewBox="0 0 240 160" className={`picture ${className}`} style={paint} {...naming}>
      <Drawing />
    </svg>
  );
}
