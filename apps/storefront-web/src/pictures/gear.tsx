import { bright, main, metal, rubber, shade, tint } from './tones.ts';

export function Rack() {
  return (
    <g fill="none" strokeLinecap="round" strokeLinejoin="round">
      <path d="M46 134V60c0-18 10-30 30-30h110" stroke={main} strokeWidth="10" />
      <path d="M46 134h60M46 96l44 38" stroke={shade} strokeWidth="8" />
      <path d="M112 30v22M150 30v22M186 30v22" stroke={rubber} strokeWidth="12" />
      <path d="M106 52h12M144 52h12M180 52h12" stroke={metal} strokeWidth="8" />
    </g>
  );
}

export function Stand() {
  return (
    <g fill="none" strokeLinecap="round">
      <path d="M120 22v82" stroke={metal} strokeWidth="9" />
      <path d="M120 104L70 146M120 104l50 42M120 104v44" stroke={main} strokeWidth="9" />
      <path d="M120 34h46" stroke={main} strokeWidth="10" />
      <path d="M166 20v28M178 20v28" stroke={rubber} strokeWidth="8" />
      <circle cx="120" cy="104" r="9" fill={shade} />
    </g>
  );
}

export function Bottle() {
  return (
    <g>
      <path d="M106 10h28l3 16h-34z" fill={rubber} />
      <path
        d="M92 26h56c6 0 8 6 8 12l-4 18 4 12v68c0 8-6 14-14 14H98c-8 0-14-6-14-14V68l4-12-4-18c0-6 2-12 8-12z"
        fill={main}
      />
      <path d="M84 72h72v38H84z" fill={bright} opacity="0.8" />
      <path d="M98 36v96" stroke={tint} strokeWidth="5" strokeLinecap="round" />
    </g>
  );
}

export function Cleaner() {
  return (
    <g>
      <path d="M94 22h34l22 8-4 12-24-6v14H98z" fill={rubber} />
      <path
        d="M94 50h40c12 8 18 18 18 34v52c0 6-4 12-12 12H88c-8 0-12-6-12-12V84c0-16 6-26 18-34z"
        fill={main}
      />
      <rect x="84" y="88" width="60" height="36" rx="4" fill={bright} />
      <circle cx="114" cy="106" r="11" fill="none" stroke={shade} strokeWidth="4" />
    </g>
  );
}

export function Fender() {
  return (
    <g fill="none" strokeLinecap="round">
      <circle cx="120" cy="112" r="44" stroke={rubber} strokeWidth="7" opacity="0.35" />
      <path d="M58 118a62 62 0 0 1 112 -42" stroke={main} strokeWidth="13" />
      <path d="M62 100a60 60 0 0 1 40 -44" stroke={tint} strokeWidth="3" />
      <path d="M120 112L74 88M120 112l44-34" stroke={metal} strokeWidth="3" />
      <path d="M58 118l-6 18" stroke={rubber} strokeWidth="13" />
    </g>
  );
}

export function HydrationPack() {
  return (
    <g>
      <path d="M84 30c4-22 68-22 72 0" fill="none" stroke={rubber} strokeWidth="7" />
      <path
        d="M76 36h88c10 0 14 8 14 16v78c0 10-8 18-18 18H80c-10 0-18-8-18-18V52c0-8 4-16 14-16z"
        fill={main}
      />
      <path d="M80 92h80v42c0 6-4 8-8 8H88c-4 0-8-2-8-8z" fill={shade} />
      <path d="M80 104h80" stroke={tint} strokeWidth="4" />
      <path d="M178 60c24 4 26 40 6 52" fill="none" stroke={rubber} strokeWidth="6" strokeLinecap="round" />
    </g>
  );
}

export function Light() {
  return (
    <g>
      <path d="M150 52l66-26v108l-66-26z" fill="#fff4c4" opacity="0.85" />
      <path
        d="M62 52h76c8 0 14 6 14 14v28c0 8-6 14-14 14H62c-10 0-16-8-16-16V68c0-8 6-16 16-16z"
        fill={main}
      />
      <rect x="136" y="46" width="20" height="68" rx="6" fill={bright} />
      <path d="M66 64h50" stroke={tint} strokeWidth="5" strokeLinecap="round" />
      <path d="M72 108h30l-4 26H76z" fill={rubber} />
      <circle cx="70" cy="88" r="6" fill={shade} />
    </g>
  );
}

export function Lock() {
  return (
    <g>
      <path d="M84 82V54c0-46 72-46 72 0v28" fill="none" stroke={metal} strokeWidth="14" />
      <rect x="62" y="78" width="116" height="66" rx="14" fill={main} />
      <path d="M76 92h88" stroke={tint} strokeWidth="4" strokeLinecap="round" />
      <circle cx="120" cy="110" r="9" fill={rubber} />
      <path d="M120 112v18" stroke={rubber} strokeWidth="7" strokeLinecap="round" />
    </g>
  );
}

export function Pannier() {
  return (
    <g>
      <path d="M92 22c2-12 54-12 56 0" fill="none" stroke={rubber} strokeWidth="6" />
      <path d="M58 30h124l8 104c0 8-6 14-14 14H64c-8 0-14-6-14-14z" fill={main} />
      <path d="M56 30h128l4 44c-40 12-96 12-136 0z" fill={shade} />
      <path d="M92 62v42M148 62v42" stroke={rubber} strokeWidth="8" />
      <path d="M64 122h112" stroke={bright} strokeWidth="6" opacity="0.9" />
    </g>
  );
}

export function Pump() {
  return (
    <g>
      <path d="M84 18h72" stroke={rubber} strokeWidth="13" strokeLinecap="round" />
      <path d="M120 20v38" stroke={metal} strokeWidth="8" />
      <rect x="106" y="52" width="28" height="82" rx="6" fill={main} />
      <path d="M114 62v58" stroke={tint} strokeWidth="4" strokeLinecap="round" />
      <path d="M78 142h84" stroke={rubber} strokeWidth="11" strokeLinecap="round" />
      <path d="M134 122c40 6 54-20 46-52" fill="none" stroke={rubber} strokeWidth="5" />
      <rect x="172" y="52" width="16" height="20" rx="4" fill={shade} />
      <circle cx="120" cy="130" r="14" fill={bright} stroke={rubber} strokeWidth="4" />
    </g>
  );
}

export function TyreAlone() {
  return (
    <g transform="translate(120 80)">
      <circle r="54" fill="none" stroke={rubber} strokeWidth="20" />
      <circle r="62" fill="none" stroke="#1d2121" strokeWidth="5" strokeDasharray="5 6" />
      <circle r="47" fill="none" stroke={main} strokeWidth="3" />
      <path
        d="M-36 -36A51 51 0 0 1 10 -50"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        opacity="0.35"
        strokeLinecap="round"
      />
    </g>
  );
}

export function Parcel() {
  return (
    <g>
      <path d="M50 52l70-28 70 28v66l-70 28-70-28z" fill={main} />
      <path d="M50 52l70 28 70-28M120 80v66" fill="none" stroke={shade} strokeWidth="5" />
      <path d="M84 38l70 28v22" fill="none" stroke={tint} strokeWidth="7" />
    </g>
  );
}
