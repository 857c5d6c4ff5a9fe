import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../shared/protocol/fault.ts';
import { formatBytes } from '../../../shared/view/formatBytes.ts';
import { createVerifyPorts } from '../../app/audit/verifyPorts.ts';
import { verifyBundle } from '../../audit/bundle/verifyBundle.ts';
import type { DemoEvidence } from './demoSummary.ts';
import { runShellScript } from './runShellScript.ts';
import type { Stage } from './stage.ts';

const dayMs = 86_400_000;

/** The last act: what an auditor takes away, checked without Signalbox and with it; and again with one sign-off altered. */
export async function proveEvidence(stage: Stage, now: Date): Promise<DemoEvidence> {
  const { fleet, session, narrator } = stage;
  narrator.chapter('What an auditor takes away');
  const asked = await session.client.call('audit.reconcile', {});
  narrator.say(
    `${asked.hosts} hosts say what was installed on them, and ${asked.differences.length === 0 ? 'the journal knows all of it' : `the journal differs in ${asked.differences.length}`}`,
  );
  const folder = join(fleet.workspaceDirectory, 'evidence');
  const exported = await session.client.call('audit.export', { toPath: folder, ...periodAround(now) });
  const { changes, exceptions, fingerprint } = exported;
  const pdfBytes = (await stat(join(folder, 'report.pdf'))).size;
  narrator.say(
    `Exported ${exported.files} files; changes: ${changes}, exceptions: ${exceptions}; report.pdf has ${formatBytes(pdfBytes)}`,
  );

  const honest = await verifyTwice(folder, fingerprint);
  narrator.showEvidence({ folder, ...honest });
  const altered = await alterSignoff(folder);
  narrator.say(`Somebody writes another release into a sign-off: ${altered.file}`);
  const found = await verifyTwice(altered.folder, fingerprint);
  narrator.showEvidence({ folder: altered.folder, ...found });
  return {
    changes,
    exceptions,
    pdfBytes,
    verifyScript: toVerdict(honest.exitCode),
    app: honest.findings.length === 0 ? 'good' : 'bad',
    altered: {
      verifyScript: toVerdict(found.exitCode),
      app: found.findings.length === 0 ? 'good' : 'bad',
    },
  };
}

/** UTC days, so that the whole story is inside, whatever the hour. */
function periodAround(now: Date): { readonly fromAt: string; readonly toAt: string } {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  return {
    fromAt: new Date(today - dayMs).toISOString(),
    toAt: new Date(today + 2 * dayMs).toISOString(),
  };
}

async function verifyTwice(
  folder: string,
  fingerprint: string,
): Promise<{
  readonly exitCode: number | null;
  readonly lines: readonly string[];
  readonly findings: readonly string[];
}> {
  const theirs = await runShellScript(folder, ['verify.sh', '--key', fingerprint]);
  const ours = await verifyBundle(folder, createVerifyPorts(), { fingerprint });
  return { ...theirs, findings: ours.findings.map((it) => it.message) };
}

/** A copy in which the first sign-off of the first change is about another release. */
async function alterSignoff(folder: string): Promise<{ readonly folder: string; readonly file: string }> {
  const copy = `${folder}-altered`;
  await cp(folder, copy, { recursive: true });
  const files = await readdir(copy, { recursive: true });
  const file = files.toSorted().find((it) => it.endsWith('.statement'));
  if (file === undefined) throw new Fault('INTERNAL', 'The evidence holds no sign-off.');
  const path = join(copy, file);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/"release":"[^"]*"/, '"release":"6.6.6"'));
  return { folder: copy, file };
}

/** 2 is its own word for "it could not be checked": jq or another of its programs is not here. */
function toVerdict(exitCode: number | null): DemoEvidence['verifyScript'] {
  if (exitCode === 2) return 'not here';
  return exitCode === 0 ? 'good' : 'bad';
}
