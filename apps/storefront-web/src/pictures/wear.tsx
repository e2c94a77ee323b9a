import { main, rubber, shade, tint } from './tones.ts';

export function Jersey({ long }: { long?: boolean }) {
  const sleeve = long
    ? 'M78 30L44 44 22 128 44 136 70 78z M162 30l34 14 22 84-22 8-26-58z'
    : 'M78 30L44 46 26 84l26 14 20-24z M162 30l34 16 18 38-26 14-20-24z';
  return (
    <g>
      <path d={sleeve} fill={shade} />
      <path d="M78 30c14 12 70 12 84 0l10 30c-4 30-2 62 0 86H68c2-24 4-56 0-86z" fill={main} />
      <path d="M96 26c10 14 38 14 48 0" fill="none" stroke={shade} strokeWidth="7" strokeLinecap="round" />
      <path d="M120 38v108" stroke={tint} strokeWidth="2.5" />
      <path d="M70 96c34 8 66 8 100 0" fill="none" stroke={tint} strokeWidth="8" opacity="0.7" />
    </g>
  );
}

export function Vest() {
  return (
    <g>
      <path d="M84 22c12 12 60 12 72 0l18 32c-10 8-10 20-6 32l4 60H68l4-60c4-12 4-24-6-32z" fill={main} />
      <path d="M120 34v112" stroke={shade} strokeWidth="4" />
      <path d="M74 100h92" stroke={tint} strokeWidth="9" opacity="0.85" />
      <path d="M98 24c8 12 36 12 44 0" fill="none" stroke={shade} strokeWidth="6" strokeLinecap="round" />
    </g>
  );
}

export function Shorts() {
  return (
    <g>
      <path d="M70 22h100l20 106-54 10-16-64-16 64-54-10z" fill={main} />
      <path d="M70 22h100l3 14H67z" fill={shade} />
      <path d="M54 114l50 10M186 114l-50 10" stroke={tint} strokeWidth="5" />
      <path d="M120 40v34" stroke={shade} strokeWidth="3" />
    </g>
  );
}

export function BibShorts() {
  return (
    <g>
      <path
        d="M88 10c-4 22 0 36 4 54M152 10c4 22 0 36-4 54"
        fill="none"
        stroke={shade}
        strokeWidth="10"
        strokeLinecap="round"
      />
      <path d="M78 58c24-10 60-10 84 0l18 78-48 10-12-48-12 48-48-10z" fill={main} />
      <path d="M62 126l44 9M178 126l-44 9" stroke={tint} strokeWidth="5" />
    </g>
  );
}

export function Tights() {
  return (
    <g>
      <path d="M82 12h76l14 62-14 76h-26l-6-84h-12l-6 84H82L68 74z" fill={main} />
      <path d="M82 12h76l3 12H79z" fill={shade} />
      <path d="M82 60c6 30 8 60 6 84M158 60c-6 30-8 60-6 84" fill="none" stroke={tint} strokeWidth="4" />
    </g>
  );
}

export function Socks() {
  return (
    <g>
      <path d="M62 16h44v66c0 10 30 18 34 38 2 14-10 20-24 18l-48-14c-6-4-6-10-6-18z" fill={main} />
      <path d="M62 16h44v16H62z" fill={shade} />
      <path d="M64 102c4-10 14-14 22-14" fill="none" stroke={tint} strokeWidth="5" strokeLinecap="round" />
      <g transform="translate(62 6) scale(0.95)" opacity="0.85">
        <path d="M62 16h44v66c0 10 30 18 34 38 2 14-10 20-24 18l-48-14c-6-4-6-10-6-18z" fill={shade} />
        <path d="M62 16h44v16H62z" fill={main} />
      </g>
    </g>
  );
}

export function Cap() {
  return (
    <g>
      <path d="M52 96c0-44 30-66 68-66s66 24 66 62z" fill={main} />
      <path d="M120 30c-4 22-4 44 0 64" fill="none" stroke={tint} strokeWidth="9" />
      <path d="M52 96c40-8 96-8 134-4l-6 14c-40-4-84-4-122 4z" fill={shade} />
      <path d="M54 106c-14 6-24 16-26 26 30-10 70-14 104-12l14-16c-34-4-64-2-92 2z" fill={main} />
    </g>
  );
}

export function Gloves() {
  return (
    <g>
      <g transform="rotate(-8 120 80)">
        <path
          d="M84 148V96L64 74c-6-8 2-16 10-12l18 12V34c0-10 16-10 17 0l2 26 3-36c1-10 17-9 17 1l-1 36 6-30c2-10 17-7 16 3l-4 34 9-20c4-9 17-4 14 5-8 30-16 48-18 60l-3 35z"
          fill={main}
        />
        <path d="M84 122h67v26H84z" fill={shade} />
        <path d="M100 88c16-6 32-4 42 4" fill="none" stroke={tint} strokeWidth="5" strokeLinecap="round" />
        <rect x="128" y="126" width="26" height="10" rx="3" fill={rubber} />
      </g>
    </g>
  );
}

export function Helmet() {
  return (
    <g>
      <path
        d="M28 104c-6-46 34-80 92-80 56 0 96 34 92 74-2 12-16 14-30 12-44-8-92-6-130 6-14 4-22 0-24-12z"
        fill={main}
      />
      <g fill={rubber} opacity="0.85">
        <path d="M62 70c10-20 28-30 48-32-14 14-22 28-26 44-8 2-18 2-22-12z" />
        <path d="M100 80c4-20 14-36 32-42 18 4 30 14 34 26-14-2-30 4-40 18-8 6-22 6-26-2z" />
        <path d="M144 84c8-10 22-16 36-12 8 8 12 16 12 24-16-2-32-4-48-4-6-2-4-6 0-8z" />
      </g>
      <path d="M44 60c16-22 44-32 76-32" fill="none" stroke={tint} strokeWidth="4" strokeLinecap="round" />
      <path
        d="M64 116c6 20 26 30 48 30M176 110c-14 26-38 36-64 36"
        fill="none"
        stroke={rubber}
        strokeWidth="4"
      />
      <path d="M30 104c40-16 140-20 182-6" fill="none" stroke={shade} strokeWidth="6" strokeLinecap="round" />
    </g>
  );
}
