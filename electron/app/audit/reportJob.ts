import type { BundleSource } from '../../audit/bundle/bundleSource.ts';
import { runJob } from '../../journal/runJob.ts';

/** What a report says, as it crosses to its thread; blobs are read there. */
type Told = Omit<BundleSource, 'blob' | 'records'>;

export interface ReportTask {
  readonly path: string;
  readonly told: Told;
}

export interface RenderedReport {
  /** In the bundle. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The PDFs of an export. @throws Fault CANCELLED. */
export function runReportJob(
  path: string,
  { evidence, facts, sample }: Told,
  signal: AbortSignal,
): Promise<RenderedReport[]> {
  const url = new URL('./reportWorker.ts', import.meta.url);
  // A report names no record but those that its changes say by themselves: the rest would be copied in vain.
  const changes = evidence.changes.map((it) => ({ ...it, records: [] }));
  const told = {
    evidence: { ...evidence, changes, kept: new Set<number>(), references: [] },
    facts,
    sample,
  };
  return runJob<ReportTask, RenderedReport[]>(url, { path, told }, { signal });
}
