/** Records 1 to 4,096 are segment 0. A place is a record's position within its segment. */
export const segmentLength = 4_096;

export function segmentOf(seq: number): number {
  return Math.floor((seq - 1) / segmentLength);
}

/** The record before the segment's first one. */
export function startOf(segment: number): number {
  return segment * segmentLength;
}
