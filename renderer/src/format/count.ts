const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `1,204`: whole numbers, grouped. */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** @param share 0 to 1. Never rounds up to 100 % nor down to 0 %: neither is true before it is. */
export function formatPercent(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 100 && share < 1) return '99 %';
  if (percent === 0 && share > 0) return '1 %';
  return `${percent} %`;
}
