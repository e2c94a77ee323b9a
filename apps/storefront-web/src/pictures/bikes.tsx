import { bright, main, metal, rubber, shade } from './tones.ts';

function Tyre({ x, width, r = 35 }: { x: number; width: number; r?: number }) {
  const spokes = [0, 30, 60, 90, 120, 150];
  return (
    <g transform={`translate(${x} 108)`}>
      <circle r={r} fill="none" stroke={rubber} strokeWidth={width} />
      <circle r={r - width / 2 - 1.5} fill="none" stroke={metal} strokeWidth="2" />
      <g stroke={metal} strokeWidth="0.8" opacity="0.8">
        {spokes.map((angle) => (
          <path key={angle} d={`M${-r + 4} 0H${r - 4}`} transform={`rotate(${angle})`} />
        ))}
      </g>
      <circle r="4" fill={rubber} />
    </g>
  );
}

function Tubes({ thick }: { thick: number }) {
  return (
    <g fill="none" strokeLinecap="round" strokeLinejoin="round">
      <path d="M60 108L92 58M60 108L106 110" stroke={shade} strokeWidth={thick * 0.65} />
      <path d="M106 110L90 54" stroke={main} strokeWidth={thick} />
      <path d="M92 62L160 56M106 110L163 66" stroke={main} strokeWidth={thick} />
      <path d="M158 48L165 72" stroke={shade} strokeWidth={thick + 2} />
    </g>
  );
}

function Saddle() {
  return (
    <g>
      <path d="M90 54L87 44" stroke={metal} strokeWidth="4" strokeLinecap="round" />
      <path d="M72 40c8-4 20-3 34 1 0 4-8 4-15 4-8 0-17 1-19-5z" fill={rubber} />
    </g>
  );
}

function Crank() {
  return (
    <g transform="translate(106 110)">
      <circle r="11" fill="none" stroke={metal} strokeWidth="3.5" />
      <path d="M0 0L12 16M0 0L-12 -16" stroke={rubber} strokeWidth="3.5" strokeLinecap="round" />
      <path d="M6 17h12M-18 -17h12" stroke={rubber} strokeWidth="4" strokeLinecap="round" />
      <path d="M-46 -8L0 -11M-46 4L0 11" stroke={metal} strokeWidth="1.5" />
    </g>
  );
}

function Fork({ sprung }: { sprung?: boolean }) {
  return (
    <g fill="none" strokeLinecap="round">
      <path
        d={sprung ? 'M164 68L182 108' : 'M164 70Q172 92 184 108'}
        stroke={sprung ? metal : shade}
        strokeWidth="5"
      />
      {sprung && <path d="M164 68L173 88" stroke={rubber} strokeWidth="8" />}
    </g>
  );
}

export function RoadBike() {
  return (
    <g>
      <Tyre x={60} width={4.5} />
      <Tyre x={184} width={4.5} />
      <Tubes thick={6} />
      <Fork />
      <Saddle />
      <path
        d="M158 48l14-5c9-1 13 4 11 11-1 5-6 8-12 8"
        fill="none"
        stroke={rubber}
        strokeWidth="4.5"
        strokeLinecap="round"
      />
      <Crank />
    </g>
  );
}

export function MountainBike() {
  return (
    <g>
      <Tyre x={60} width={9} r={33} />
      <Tyre x={184} width={9} r={33} />
      <Tubes thick={8} />
      <Fork sprung />
      <Saddle />
      <path
        d="M158 48l-3-8 17-3"
        fill="none"
        stroke={rubber}
        strokeWidth="5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <Crank />
    </g>
  );
}

export function TouringBike() {
  return (
    <g>
      <Tyre x={60} width={6} />
      <Tyre x={184} width={6} />
      <path
        d="M24 92a40 40 0 0 1 68 -8M150 90a40 40 0 0 1 66 -2"
        fill="none"
        stroke={shade}
        strokeWidth="3.5"
      />
      <Tubes thick={6.5} />
      <Fork />
      <Saddle />
      <path d="M38 64h48M44 64l14 40" stroke={metal} strokeWidth="3" strokeLinecap="round" />
      <rect x="36" y="68" width="34" height="30" rx="5" fill={rubber} />
      <path d="M42 76h22" stroke={bright} strokeWidth="2" strokeLinecap="round" />
      <path
        d="M158 48l10-7c10-3 14 3 11 10-2 4-6 6-11 5"
        fill="none"
        stroke={rubber}
        strokeWidth="4.5"
        strokeLinecap="round"
      />
      <Crank />
    </g>
  );
}

export function Frame({ kind }: { kind: 'road' | 'mountain' | 'touring' }) {
  const thick = { road: 9, mountain: 12, touring: 10 }[kind];
  return (
    <g transform="translate(-12 -6)">
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path d="M42 122L88 50M42 122L106 124" stroke={shade} strokeWidth={thick * 0.6} />
        <path d="M106 124L84 40" stroke={main} strokeWidth={thick} />
        <path d={kind === 'mountain' ? 'M90 66L192 46' : 'M86 50L192 44'} stroke={main} strokeWidth={thick} />
        <path d="M106 124L198 62" stroke={main} strokeWidth={thick + 1} />
        <path d="M190 34L202 74" stroke={shade} strokeWidth={thick + 4} />
        {kind === 'touring' && <path d="M56 100L92 90" stroke={shade} strokeWidth="3" />}
      </g>
      <path d="M84 40L81 28" stroke={metal} strokeWidth="6" strokeLinecap="round" />
      <circle cx="106" cy="124" r="10" fill={shade} />
      <circle cx="106" cy="124" r="5" fill={bright} />
      <circle cx="42" cy="122" r="5" fill={metal} />
      <path d="M130 100L170 74" stroke="#fff" strokeWidth="2" opacity="0.5" strokeLinecap="round" />
    </g>
  );
}
