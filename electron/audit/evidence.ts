import type { JournalRecord } from '../../shared/journal/record.ts';

/** What is asked of the journal; instants are UTC, `fromAt` inclusive and `toAt` exclusive. */
export interface EvidenceQuery {
  readonly fromAt: string;
  readonly toAt: string;
  /** Empty for all. */
  readonly services: readonly string[];
  /** Empty for all. */
  readonly environments: readonly string[];
  /** Environments whose stage is production, by the workspace; those with a policy are in scope without being named. */
  readonly production: readonly string[];
}

/** Bytes that the journal keeps under their SHA-256. */
export type ReadBlob = (sha256: string) => Uint8Array | undefined;

/** Cells of a table, all text, in the order of its columns. */
export type Row = Readonly<Record<string, string>>;

export interface EvidenceFinding {
  /** The first record that it is about. */
  readonly seq: number;
  readonly kind: FindingKind;
  readonly message: string;
  readonly rolloutId?: string;
  readonly promotionId?: string;
}

export type FindingKind =
  | 'recordRepeated'
  | 'blobMissing'
  | 'signoffInvalid'
  | 'signoffChanged'
  | 'signoffRepeated'
  | 'rosterChanged'
  | 'policyForged'
  | 'implementersForged'
  | 'implementerSigned'
  | 'rolloutUnapproved'
  | 'approvalLate'
  | 'approvalUnfounded';

export interface ApprovalFact {
  readonly seq: number;
  readonly at: string;
  readonly batch: number;
  readonly by: readonly string[];
  readonly untilAt: string;
}

export interface SignoffFact {
  readonly seq: number;
  readonly recordedAt: string;
  readonly person: string;
  readonly decision: string;
  readonly fingerprint: string;
  readonly via: string;
  readonly expiresAt: string;
  readonly statementSha256: string;
  readonly signatureSha256: string;
  /** Paths in the bundle. */
  readonly statementFile: string;
  readonly signatureFile: string;
  readonly allowedSigners: string;
  readonly revokedKeys: string;
}

/** One rollout of the population and everything that is known of it. */
export interface Change {
  readonly row: Row;
  readonly folder: string;
  readonly rolloutId: string;
  readonly promotionId: string | undefined;
  readonly requestedSeq: number;
  readonly firstHost: { readonly seq: number; readonly at: string; readonly host: string } | undefined;
  readonly approvals: readonly ApprovalFact[];
  readonly signoffs: readonly SignoffFact[];
  /** Path in the bundle of the policy that was in force before the first host. */
  readonly policyFile: string | undefined;
  readonly hosts: readonly Row[];
  readonly implementersSha256: string | undefined;
  readonly planSha256: string;
  readonly reasonSha256: string | undefined;
  readonly outputs: readonly string[];
  readonly records: readonly JournalRecord[];
}

export interface Evidence {
  readonly query: EvidenceQuery;
  readonly changes: readonly Change[];
  readonly exceptions: readonly Row[];
  readonly access: readonly Row[];
  /** Records in the period by kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** Records in the period, and those outside that what is said rests upon, by number. */
  readonly inRange: number;
  readonly kept: ReadonlySet<number>;
  /** SHA-256 of every statement, signature, reason and list of implementers that a record of `kept` names. */
  readonly references: readonly string[];
  readonly rosters: readonly RosterFile[];
  readonly policies: readonly PolicyFile[];
}

export interface RosterFile {
  readonly seq: number;
  readonly at: string;
  readonly rosterSha256: string;
  readonly allowedSignersSha256: string;
  readonly revokedKeysSha256: string | undefined;
}

export interface PolicyFile {
  readonly seq: number;
  readonly at: string;
  readonly environment: string;
  readonly path: string;
  readonly json: string;
}

export const columns = {
  population: [
    'number',
    'rolloutId',
    'record',
    'service',
    'environment',
    'version',
    'commit',
    'artifactSha256',
    'replaces',
    'promotionId',
    'rules',
    'askedBy',
    'askedAt',
    'implementers',
    'tests',
    'approvedBy',
    'approvals',
    'approvalsRequired',
    'approvedBeforeFirstHost',
    'operator',
    'operatorKey',
    'requestedAt',
    'firstHostAt',
    'finishedAt',
    'result',
    'hosts',
    'hostsDone',
    'artifactAsApproved',
    'emergencyReview',
    'rollbackOf',
    'rolledBackBy',
    'folder',
  ],
  exceptions: ['kind', 'at', 'record', 'change', 'service', 'environment', 'person', 'text'],
  access: ['person', 'role', 'what', 'environment', 'fromAt', 'toAt', 'fromRecord', 'toRecord', 'changedBy'],
  hosts: [
    'host',
    'batch',
    'startedAt',
    'endedAt',
    'outcome',
    'artifactSha256',
    'artifactAsApproved',
    'ranBefore',
    'verifyOutputSha256',
    'inspectOutputSha256',
    'reason',
  ],
} as const;

/** Six digits, so that names sort as numbers do. */
export function toFileNumber(seq: number): string {
  return String(seq).padStart(6, '0');
}
