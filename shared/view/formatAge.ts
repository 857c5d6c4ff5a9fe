/** How long ago, in one unit: `now`, `12 s`, `4 min`, `3 h`, `2 d`. A clock ahead of ours reads `now`. */
export function formatAge(ageMs: number): string {
  if (Number.isNaN(ageMs)) return '–';
  const seconds = Math.floor(ageMs / 1_000);
  if (seconds < 2) return 'now';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

export function ageOf(at: string, now: Date): number {
  return now.getTime() - Date.parse(at);
}
