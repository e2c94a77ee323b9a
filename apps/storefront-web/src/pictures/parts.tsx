import { bright, main, metal, rubber, shade, tint } from './tones.ts';

export function Wheel() {
  const spokes = Array.from({ length: 14 }, (_, index) => (index * 180) / 14);
  return (
    <g transform="translate(120 80)">
      <circle r="62" fill="none" stroke={rubber} strokeWidth="8" />
      <circle r="54" fill="none" stroke={main} strokeWidth="7" />
      <g stroke={metal} strokeWidth="1">
        {spokes.map((angle) => (
          <path key={angle} d="M-51 0H51" transform={`rotate(${angle})`} />
        ))}
      </g>
      <circle r="9" fill={shade} />
      <circle r="4" fill={bright} />
    </g>
  );
}

export function Handlebar() {
  return (
    <g fill="none" strokeLinecap="round">
      <path d="M46 44c-24 4-26 40 -6 62 10 10 26 8 30 4" stroke={main} strokeWidth="9" />
      <path d="M194 44c24 4 26 40 6 62-10 10-26 8-30 4" stroke={main} strokeWidth="9" />
      <path d="M46 44c30-6 118-6 148 0" stroke={main} strokeWidth="9" />
      <path d="M70 110c-8 4-22 4-30-4M170 110c8 4 22 4 30-4" stroke={rubber} strokeWidth="11" />
      <rect x="106" y="30" width="28" height="22" rx="5" fill={rubber} />
    </g>
  );
}

export function BottomBracket() {
  return (
    <g>
      <rect x="58" y="66" width="124" height="28" rx="6" fill={metal} />
      <rect x="76" y="48" width="22" height="64" rx="6" fill={shade} />
      <rect x="142" y="48" width="22" height="64" rx="6" fill={shade} />
      <rect x="98" y="54" width="44" height="52" fill={main} />
      <path d="M104 62h32" stroke={tint} strokeWidth="4" strokeLinecap="round" />
      <rect x="46" y="72" width="14" height="16" rx="3" fill={rubber} />
      <rect x="180" y="72" width="14" height="16" rx="3" fill={rubber} />
    </g>
  );
}

export function Brake() {
  return (
    <g>
      <circle cx="104" cy="84" r="54" fill="none" stroke={metal} strokeWidth="12" />
      <circle
        cx="104"
        cy="84"
        r="54"
        fill="none"
        stroke="#fff"
        strokeWidth="12"
        strokeDasharray="3 14"
        opacity="0.5"
      />
      <g stroke={metal} strokeWidth="6">
        <path d="M104 84L104 34M104 84L61 109M104 84L147 109" />
      </g>
      <circle cx="104" cy="84" r="15" fill={rubber} />
      <path d="M146 36c20-8 42 4 46 28s-8 40-26 42z" fill={main} />
      <path d="M160 50c10 2 16 10 16 22" fill="none" stroke={tint} strokeWidth="4" strokeLinecap="round" />
      <circle cx="178" cy="92" r="5" fill={shade} />
    </g>
  );
}

export function Chain() {
  const links = [0, 1, 2, 3, 4, 5, 6];
  return (
    <g transform="translate(18 96) rotate(-18)">
      {links.map((link) => (
        <g key={link} transform={`translate(${link * 32} 0)`}>
          <rect x="-12" y="-11" width="44" height="22" rx="11" fill={link % 2 ? main : shade} />
          <circle r="6" fill={bright} />
        </g>
      ))}
      <circle cx="224" r="6" fill={bright} />
    </g>
  );
}

export function Crankset() {
  const teeth = Array.from({ length: 30 }, (_, index) => index * 12);
  return (
    <g transform="translate(98 84)">
      {teeth.map((angle) => (
        <rect key={angle} x="-3" y="-61" width="6" height="9" fill={metal} transform={`rotate(${angle})`} />
      ))}
      <circle r="50" fill="none" stroke={metal} strokeWidth="11" />
      <g stroke={main} strokeWidth="9" strokeLinecap="round">
        {[18, 90, 162, 234, 306].map((angle) => (
          <path key={angle} d="M0 0H46" transform={`rotate(${angle})`} />
        ))}
      </g>
      <path d="M0 0L106 -34" stroke={shade} strokeWidth="15" strokeLinecap="round" />
      <circle r="15" fill={main} />
      <circle r="6" fill={bright} />
      <circle cx="106" cy="-34" r="4.5" fill={bright} />
    </g>
  );
}

export function Derailleur() {
  return (
    <g>
      <path d="M80 26h40l14 34-30 12z" fill={main} />
      <path d="M100 62L132 84L112 132L94 126z" fill={shade} />
      <circle cx="128" cy="78" r="19" fill={rubber} />
      <circle cx="128" cy="78" r="19" fill="none" stroke={metal} strokeWidth="5" strokeDasharray="6 5.9" />
      <circle cx="104" cy="130" r="19" fill={rubber} />
      <circle cx="104" cy="130" r="19" fill="none" stroke={metal} strokeWidth="5" strokeDasharray="6 5.9" />
      <circle cx="128" cy="78" r="5" fill={bright} />
      <circle cx="104" cy="130" r="5" fill={bright} />
      <circle cx="92" cy="40" r="6" fill={bright} />
    </g>
  );
}

export function Fork() {
  return (
    <g>
      <rect x="112" y="6" width="16" height="46" rx="4" fill={metal} />
      <path d="M78 50h84c6 0 8 4 8 10v8H70v-8c0-6 2-10 8-10z" fill={shade} />
      <rect x="76" y="66" width="14" height="40" fill={bright} />
      <rect x="150" y="66" width="14" height="40" fill={bright} />
      <rect x="71" y="92" width="24" height="58" rx="7" fill={main} />
      <rect x="145" y="92" width="24" height="58" rx="7" fill={main} />
      <path d="M78 102v34M152 102v34" stroke={tint} strokeWidth="4" strokeLinecap="round" />
    </g>
  );
}

export function Headset() {
  return (
    <g>
      <ellipse cx="120" cy="30" rx="34" ry="11" fill={shade} />
      <path d="M86 30h68l8 24H78z" fill={main} />
      <rect x="76" y="58" width="88" height="16" rx="8" fill={metal} />
      <rect x="100" y="74" width="40" height="26" fill={bright} />
      <rect x="76" y="100" width="88" height="16" rx="8" fill={metal} />
      <path d="M78 120h84l-10 22H88z" fill={main} />
      <ellipse cx="120" cy="28" rx="9" ry="3.5" fill={bright} />
    </g>
  );
}

export function Pedal() {
  return (
    <g>
      <rect x="158" y="72" width="56" height="14" rx="4" fill={metal} />
      <rect x="36" y="40" width="126" height="78" rx="14" fill={main} />
      <rect x="56" y="56" width="86" height="46" rx="8" fill={shade} />
      <rect x="56" y="72" width="102" height="14" fill={metal} />
      {[48, 72, 98, 124, 148].map((x) => (
        <g key={x} fill={bright}>
          <rect x={x} y="35" width="5" height="9" rx="2" />
          <rect x={x} y="114" width="5" height="9" rx="2" />
        </g>
      ))}
    </g>
  );
}

export function SaddlePart() {
  return (
    <g>
      <path d="M70 104c22 18 70 18 104-10" fill="none" stroke={metal} strokeWidth="6" strokeLinecap="round" />
      <path
        d="M26 58c18-22 58-18 96-4 34 12 68 10 90 14 8 14-14 20-40 20-40 0-54 26-88 24C52 110 22 92 26 58z"
        fill={main}
      />
      <path d="M44 62c30-14 90 16 140 16" fill="none" stroke={tint} strokeWidth="4" strokeLinecap="round" />
      <path d="M60 96c20 8 40-12 66-16" fill="none" stroke={shade} strokeWidth="4" strokeLinecap="round" />
    </g>
  );
}
