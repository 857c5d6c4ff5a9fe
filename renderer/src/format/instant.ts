export interface InstantOptions {
  /** An IANA zone; the viewer's own when absent. */
  readonly timeZone?: string;
}

const fields: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
};

/**
 * A UTC instant in the viewer's zone, always with the zone's name: `2026-11-21 14:03:09 GMT+1`.
 * Text that is no instant is returned as it is, for somebody to see.
 */
export function formatInstant(at: string, options: InstantOptions = {}): string {
  const parts = partsOf(at, options);
  if (parts === undefined) return at;
  return `${parts.date} ${parts.time} ${parts.zone}`;
}

/** `14:03:09`, for places where the day is known; the whole instant belongs into the title. */
export function formatTimeOfDay(at: string, options: InstantOptions = {}): string {
  return partsOf(at, options)?.time ?? at;
}

/** `2026-11-21 13:03:09 UTC`. */
export function formatUtc(at: string): string {
  return formatInstant(at, { timeZone: 'UTC' });
}

function partsOf(at: string, options: InstantOptions) {
  const instantMs = Date.parse(at);
  if (Number.isNaN(instantMs)) return undefined;
  const format = new Intl.DateTimeFormat('en-GB', { ...fields, timeZone: options.timeZone });
  const found: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const part of format.formatToParts(instantMs)) found[part.type] = part.value;
  return {
    date: `${found.year}-${found.month}-${found.day}`,
    time: `${found.hour}:${found.minute}:${found.second}`,
    zone: found.timeZoneName ?? '',
  };
}
