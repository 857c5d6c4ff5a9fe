import { formatInstant, formatTimeOfDay, formatUtc } from '../../format/instant.ts';
import { useClock } from '../../ui/index.ts';

/** `good until 14:03`, or that it is over; the day is told where it is not today's. */
export function UntilNote({ at }: { readonly at: string }) {
  const isOver = useClock((nowMs) => Date.parse(at) <= nowMs);
  const isSoon = useClock((nowMs) => Date.parse(at) - nowMs < 20 * 3_600_000);
  const shown = isSoon ? formatTimeOfDay(at) : formatInstant(at);
  return (
    <time dateTime={at} title={`${formatInstant(at)}\n${formatUtc(at)}`}>
      {isOver ? 'expired at' : 'good until'} {shown}
    </time>
  );
}
