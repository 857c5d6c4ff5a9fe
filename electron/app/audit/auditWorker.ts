import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { parseRecord, type JournalRecord } from '../../../shared/journal/record.ts';
import { writeBundle } from '../../audit/bundle/writeBundle.ts';
import { gatherEvidence } from '../../audit/gather/gatherEvidence.ts';
import { readTrail, type Trail } from '../../audit/gather/readTrail.ts';
import { drawSample } from '../../audit/sample.ts';
import { verifyTrail } from '../../audit/verify/verifyTrail.ts';
import { serveJob, type JobControl } from '../../journal/jobProtocol.ts';
import { openJournalReader, type JournalReader } from '../../journal/openJournalReader.ts';
import { signWithSshKeygen } from '../../signoff/sign/signWithSshKeygen.ts';
import type { AuditResult, AuditTask, ExportResult } from './auditJob.ts';
import { runReportJob } from './reportJob.ts';
import { createVerifyPorts, evidenceNamespace } from './verifyPorts.ts';

const progressEvery = 2_000;

/** Reads everything, verifies it, and writes it where it was asked for: none of it on the main thread. */
async function perform(task: AuditTask, control: JobControl): Promise<AuditResult> {
  const reader = openJournalReader(task);
  try {
    const trail = readWholeTrail(reader, toShare(control, 0));
    const findings = await verifyTrail(trail, reader.readBlob, createVerifyPorts(), (done, total) => {
      if (done % 100 === 0 || done === total) toShare(control, 1).progress(done, total);
    });
    if (task.kind === 'verify') return { kind: 'verified', findings };
    if (task.kind === 'survey') {
      const { exceptions, access } = gatherEvidence(trail, reader.readBlob, task.query, findings);
      return {
        kind: 'surveyed',
        exceptions: exceptions.map((it) => ({ ...it })),
        access: access.map((it) => ({ ...it })),
        headSeq: reader.head.seq,
      };
    }
    return await exportEvidence(task, { reader, trail, findings, control: toShare(control, 2) });
  } finally {
    reader.close();
  }
}

function readWholeTrail(reader: JournalReader, control: JobControl): Trail {
  const records: JournalRecord[] = [];
  for (const row of reader.rows()) {
    records.push(parseRecord(row));
    if (row.seq % progressEvery === 0) control.progress(row.seq, reader.head.seq);
  }
  control.progress(1, 1);
  return readTrail(records);
}

async function exportEvidence(
  task: Extract<AuditTask, { kind: 'export' }>,
  of: {
    readonly reader: JournalReader;
    readonly trail: Trail;
    readonly findings: ExportResult['findings'];
    readonly control: JobControl;
  },
): Promise<ExportResult> {
  const { reader, trail, findings, control } = of;
  const evidence = gatherEvidence(trail, reader.readBlob, task.query, findings);
  const { head } = reader;
  const source = {
    evidence,
    sample: task.sample && drawSample(evidence.changes, task.sample),
    blob: reader.readBlob,
    records: () => reader.rowsAgain(),
    facts: {
      ...task.facts,
      head,
      journalSizeBytes: statSync(task.path).size,
      verified: { records: head.seq, findings: findings.length, at: task.facts.exportedAt },
    },
  };
  const key = { kind: 'file' as const, path: task.keyFile };
  const holder = { ask: () => Promise.resolve(undefined) };
  const ending = new AbortController();
  try {
    const bundle = await writeBundle(source, task.toPath, {
      sign: (bytes) => signWithSshKeygen({ key, bytes, namespace: evidenceNamespace, holder }),
      renderReports: (it) => runReportJob(task.path, it, ending.signal),
      progress: (done, total) => control.progress(done, total),
    });
    return {
      kind: 'exported',
      bundle,
      changes: evidence.changes.length,
      exceptions: evidence.exceptions.length,
      findings,
      head,
    };
  } finally {
    ending.abort();
  }
}

/** Reading, verifying and writing are a third of the work each; told in thousandths. */
function toShare(control: JobControl, part: 0 | 1 | 2): JobControl {
  return {
    progress: (done, total) => {
      const share = total === 0 ? 1 : done / total;
      control.progress(Math.round((1_000 * (part + share)) / 3), 1_000);
    },
  };
}

if (parentPort !== null) await serveJob(parentPort, workerData, perform);
