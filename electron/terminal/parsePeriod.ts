import { parseDuration } from '../../shared/model/duration.ts';
import { Fault } from '../../shared/protocol/fault.ts';

/** `2026-01-31` (its first moment, UTC), an instant, or how long ago, such as `24h`; as a UTC instant. */
export function parseMoment(option: string, text: string, now: Date): string {
  const agoMs = parseDuration(text);
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z)?$/.test(text);
  const at = new Date(Number.isNaN(agoMs) ? (isDate ? Date.parse(text) : Number.NaN) : now.getTime() - agoMs);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new Fault('INVALID_INPUT', `${option} ${text} is no moment.`, {
    wayOut: 'Write 2026-01-31, 2026-01-31T08:00:00Z, or how long ago: 30m, 24h.',
  });
}
