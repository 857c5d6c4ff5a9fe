import type { LaneCell, LaneHost, LaneStep } from '../rollout/laneModel.ts';
import type { LogLine } from '../rollout/LogView.tsx';
import { agoOf, hostileText } from './samples.ts';

export const sampleSteps: readonly LaneStep[] = [
  { id: 'stage', label: 'stage' },
  { id: 'verify', label: 'verify' },
  { id: 'unpack', label: 'unpack' },
  { id: 'precheck', label: 'precheck' },
  { id: 'drain', label: 'drain' },
  { id: 'awaitDrained', label: 'drained' },
  { id: 'stop', label: 'stop' },
  { id: 'switch', label: 'switch' },
  { id: 'start', label: 'start' },
  { id: 'check', label: 'check' },
  { id: 'warm', label: 'warm' },
  { id: 'admit', label: 'admit' },
  { id: 'awaitInService', label: 'in service' },
  { id: 'soak', label: 'soak' },
];

const ok: LaneCell = { state: 'ok' };
const waiting: LaneCell = { state: 'waiting' };

/** The steps up to `reached` are over; that one is as given; the others wait. */
function cellsUpTo(reached: number, at: LaneCell): LaneHost['cells'] {
  return Object.fromEntries(
    sampleSteps.map((step, index) => [step.id, index < reached ? ok : index === reached ? at : waiting]),
  );
}

export const sampleLane: readonly LaneHost[] = [
  { host: 'web-1', batch: 0, phase: 'done', tone: 'ok', cells: cellsUpTo(99, ok) },
  {
    host: 'web-2',
    batch: 0,
    phase: 'unchanged',
    tone: 'neutral',
    cells: Object.fromEntries(
      sampleSteps.slice(0, 4).map((step) => [step.id, { state: 'already' as const }]),
    ),
  },
  {
    host: 'web-3',
    batch: 1,
    phase: 'draining',
    tone: 'accent',
    cells: cellsUpTo(5, { state: 'running', note: '12 open' }),
  },
  {
    host: 'web-4',
    batch: 1,
    phase: 'failed, out',
    tone: 'bad',
    cells: cellsUpTo(9, { state: 'failed', note: '503' }),
  },
  {
    host: 'web-5',
    batch: 1,
    phase: 'unknown',
    tone: 'caution',
    cells: cellsUpTo(7, { state: 'unknown', note: 'lost' }),
  },
  ...Array.from({ length: 15 }, (_, index) => ({
    host: index === 3 ? 'web-9-with-a-rather-long-name.eu-central' : `web-${index + 6}`,
    batch: 2 + Math.floor(index / 5),
    phase: 'planned',
    tone: 'neutral' as const,
    cells: cellsUpTo(0, waiting),
  })),
];

export function sampleLines({
  host,
  step,
}: {
  readonly host: string;
  readonly step: string;
}): readonly string[] {
  if (step === 'awaitDrained') return [];
  if (step === 'drain')
    return [`lb-1  set server shop/${host} state drain`, `lb-2  set server shop/${host} state drain`];
  return [`${host}  systemctl ${step} 'shop@2.14.0'`];
}

export function sampleLog(nowMs: number, count: number): readonly LogLine[] {
  const first: readonly LogLine[] = [
    { stream: 'note', text: 'connected to web-4 as deploy', at: agoOf(nowMs, 60_000) },
    { stream: 'sent', text: 'systemctl start shop@2.14.0', at: agoOf(nowMs, 59_000) },
    { stream: 'out', text: hostileText, at: agoOf(nowMs, 58_000) },
    { stream: 'err', text: 'bind: address already in use', at: agoOf(nowMs, 57_000) },
  ];
  const rest = Array.from({ length: count }, (_, index): LogLine => ({
    stream: 'out',
    text: `listening, worker ${index + 1} ready after ${(index * 37) % 400} ms`,
    at: agoOf(nowMs, 56_000 - index * 10),
  }));
  return [...first, ...rest];
}
