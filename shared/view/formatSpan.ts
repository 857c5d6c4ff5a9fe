/** A span that somebody agreed on, in its largest units: `24 hours`, `1 hour 30 minutes`, `5 minutes`. */
export function formatSpan(spanMs: number): string {
  const minutes = Math.round(spanMs / 60_000);
  if (minutes < 1) return 'less than a minute';
  // Up to two days people think in hours, and policies are written in them.
  const days = minutes > 2 * 24 * 60 ? Math.floor(minutes / (24 * 60)) : 0;
  const hours = Math.floor((minutes - days * 24 * 60) / 60);
  return [unit(days, 'day'), unit(hours, 'hour'), unit(minutes % 60, 'minute')].filter(Boolean).join(' ');
}

function unit(count: number, word: string): string {
  if (count === 0) return '';
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
