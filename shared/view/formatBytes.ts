const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units: `0 B`, `999 B`, `1.4 MB`, `12 GB`. */
export function formatBytes(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (unit < units.length - 1 && Math.round(value) >= 1_000) {
    value /= 1_000;
    unit += 1;
  }
  return `${value.toFixed(unit > 0 && value < 9.95 ? 1 : 0)} ${units[unit]}`;
}
