const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, three significant digits at most: `0 B`, `999 B`, `1.4 MB`, `12 GB`. */
export function formatBytes(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (unit < units.length - 1 && Math.round(value) >= 1000) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
