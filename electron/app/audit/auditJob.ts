import type { ExportFacts } from '../../audit/bundle/bundleSource.ts';
import type { WrittenBundle } from '../../audit/bundle/writeBundle.ts';
import type { EvidenceFinding, EvidenceQuery } from '../../audit/evidence.ts';
import type { ProgressOptions } from '../../journal/journal.ts';
import { runJob } from '../../journal/runJob.ts';

/** What is done in a thread of its own, over a journal that stands still meanwhile. */
export type AuditTask =
  | { readonly kind: 'verify'; readonly path: string }
  | {
      readonly kind: 'export';
      readonly path: string;
      readonly toPath: string;
      readonly query: EvidenceQuery;
      readonly sample: { readonly size: number; readonly seed: string } | undefined;
      readonly facts: Omit<ExportFacts, 'head' | 'verified' | 'journalSizeBytes'>;
      /** Private half of the desktop's key. */
      readonly keyFile: string;
    };

export interface ExportResult {
  readonly kind: 'exported';
  readonly bundle: WrittenBundle;
  readonly changes: number;
  readonly exceptions: number;
  readonly findings: readonly EvidenceFinding[];
  readonly head: { readonly seq: number; readonly chainSha256: string };
}

export interface VerifyResult {
  readonly kind: 'verified';
  readonly findings: readonly EvidenceFinding[];
}

export type AuditResult = ExportResult | VerifyResult;

export function runAuditJob(task: AuditTask, options: ProgressOptions = {}): Promise<AuditResult> {
  const url = new URL('./auditWorker.ts', import.meta.url);
  return runJob<AuditTask, AuditResult>(url, task, options);
}

/** @throws Fault JOURNAL_DAMAGED where the chain does not hold, NOT_FOUND, CANCELLED. */
export async function verifyEvidence(
  path: string,
  options: ProgressOptions = {},
): Promise<readonly EvidenceFinding[]> {
  return (await runAuditJob({ kind: 'verify', path }, options)).findings;
}
