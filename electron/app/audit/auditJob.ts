import { Fault } from '../../../shared/protocol/fault.ts';
import type { ExportFacts } from '../../audit/bundle/bundleSource.ts';
import type { WrittenBundle } from '../../audit/bundle/writeBundle.ts';
import type { EvidenceFinding, EvidenceQuery } from '../../audit/evidence.ts';
import type { ProgressOptions } from '../../journal/journal.ts';
import { runJob } from '../../journal/runJob.ts';

/** What is done in a thread of its own, over a journal that stands still meanwhile. */
export type AuditTask =
  | { readonly kind: 'verify'; readonly path: string }
  | { readonly kind: 'survey'; readonly path: string; readonly query: EvidenceQuery }
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

/** The lists of an export, without the export. */
export interface SurveyResult {
  readonly kind: 'surveyed';
  readonly exceptions: Record<string, string>[];
  readonly access: Record<string, string>[];
  readonly headSeq: number;
}

export type AuditResult = ExportResult | VerifyResult | SurveyResult;

export function runAuditJob(task: AuditTask, options: ProgressOptions = {}): Promise<AuditResult> {
  const url = new URL('./auditWorker.ts', import.meta.url);
  return runJob<AuditTask, AuditResult>(url, task, options);
}

/** @throws Fault JOURNAL_DAMAGED where the chain does not hold, NOT_FOUND, CANCELLED. */
export async function verifyEvidence(
  path: string,
  options: ProgressOptions = {},
): Promise<readonly EvidenceFinding[]> {
  const result = await runAuditJob({ kind: 'verify', path }, options);
  return result.kind === 'verified' ? result.findings : [];
}

/** What an export of this would list. @throws Fault JOURNAL_DAMAGED where the chain does not hold, CANCELLED. */
export async function surveyEvidence(
  path: string,
  query: EvidenceQuery,
  options: ProgressOptions = {},
): Promise<Omit<SurveyResult, 'kind'>> {
  const result = await runAuditJob({ kind: 'survey', path, query }, options);
  if (result.kind !== 'surveyed') throw new Fault('INTERNAL', 'The survey gave no lists.');
  const { exceptions, access, headSeq } = result;
  return { exceptions, access, headSeq };
}
