/**
 * How long to leave a running step alone before the next look: a tenth of the time it has taken, so that looking
 * costs a short step little time and a long one little work; from 5 ms to 1 s.
 */
export function decidePauseMs(elapsedMs: number): number {
  return Math.min(1_000, Math.max(5, Math.round(elapsedMs / 10)));
}
