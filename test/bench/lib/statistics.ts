/** The middle of the numbers; of an even count, the mean of the two in the middle. */
export function medianOf(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new Error('no numbers, no median');
  const sorted = numbers.toSorted((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? 0)) / 2;
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

export interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

export async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const begunAtMs = performance.now();
  const value = await work();
  return { value, ms: performance.now() - begunAtMs };
}
