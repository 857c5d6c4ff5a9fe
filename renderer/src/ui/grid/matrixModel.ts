import type { HostMark } from '../marks/poolStates.ts';

export type CellMarkKind = 'lock' | 'freeze' | 'signOff' | 'emergency' | 'drift' | 'debt' | 'rollout';

/** Something to know about a cell beyond what its hosts show. */
export interface CellMark {
  readonly kind: CellMarkKind;
  /** In words: `waits for sign-off, 1 of 2`. */
  readonly text: string;
  /** Beside the sign: `1/2`. */
  readonly short?: string;
}

/** What one service does in one environment. The same object as long as nothing changed. */
export interface MatrixCellModel {
  /** The newest version seen there. */
  readonly version: string | undefined;
  /** How many other versions run beside it. */
  readonly otherVersions: number;
  readonly hosts: readonly HostMark[];
  /** Of the traffic on `version`, 0 to 1; undefined when no balancer told. */
  readonly share: number | undefined;
  readonly marks: readonly CellMark[];
  /** When the oldest of these facts was seen; undefined if never. */
  readonly seenAt: string | undefined;
}

export type MatrixRow =
  | { readonly kind: 'service'; readonly id: string; readonly label: string; readonly note?: string }
  | { readonly kind: 'group'; readonly id: string; readonly label: string; readonly note?: string };

export interface MatrixColumn {
  readonly id: string;
  readonly label: string;
  /** The stage, or how many hosts. */
  readonly note?: string;
  /** Where a release needs sign-off. */
  readonly guarded?: boolean;
}
