import { parentPort, workerData } from 'node:worker_threads';
import { renderReports } from '../../audit/report/renderReports.ts';
import { serveJob } from '../../journal/jobProtocol.ts';
import { openJournalReader } from '../../journal/openJournalReader.ts';
import type { RenderedReport, ReportTask } from './reportJob.ts';

/** Draws the PDFs while another thread writes everything else. */
async function perform({ path, told }: ReportTask): Promise<RenderedReport[]> {
  const reader = openJournalReader({ path });
  try {
    const reports: RenderedReport[] = [];
    const source = { ...told, blob: reader.readBlob, records: () => reader.rows() };
    for await (const report of renderReports(source))
      reports.push({ path: report.path, bytes: report.bytes });
    return reports;
  } finally {
    reader.close();
  }
}

if (parentPort !== null) await serveJob(parentPort, workerData, perform);
