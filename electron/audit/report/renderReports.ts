import type { BundleSource } from '../bundle/bundleSource.ts';
import type { Change, Row } from '../evidence.ts';
import { createPaper, type Paper } from './page.ts';

/** What people sign off on in meetings: `report.pdf`, and `sample.pdf` where a sample was drawn. */
export async function* renderReports(
  source: BundleSource,
): AsyncGenerator<{ readonly path: string; readonly bytes: Uint8Array }> {
  const { evidence, sample } = source;
  yield { path: 'report.pdf', bytes: await renderReport(source, evidence.changes, undefined) };
  if (!sample) return;
  const drawn = new Set(sample.rollouts);
  const changes = evidence.changes.filter((it) => drawn.has(it.rolloutId));
  yield { path: 'sample.pdf', bytes: await renderReport(source, changes, sample.seed) };
}

async function renderReport(
  source: BundleSource,
  changes: readonly Change[],
  seed: string | undefined,
): Promise<Buffer> {
  const { evidence, facts } = source;
  const { query } = evidence;
  const period = `${day(query.fromAt)} until before ${day(query.toAt)} UTC`;
  const title = seed === undefined ? 'Evidence of changes' : 'Evidence of changes: a sample';
  const paper = createPaper({
    title,
    createdAt: facts.exportedAt,
    footer: `${facts.workspace} · ${title} · ${period} · journal head ${facts.head.seq} ${facts.head.chainSha256.slice(0, 16)}`,
  });
  paper.title(title);
  paper.facts([
    ['Workspace', facts.workspace],
    ['Period', `${query.fromAt} (inclusive) until ${query.toAt} (exclusive); all times are UTC`],
    ['Services', query.services.join(', ') || 'all'],
    [
      'Environments',
      query.environments.join(', ') || 'all of the stage production, or with a policy of sign-offs',
    ],
    ['System', `${facts.system} ${facts.appVersion} at ${facts.desktop}`],
    ['Exported', `${facts.exportedAt} by ${facts.person ?? `the account ${facts.account}`}`],
    ['Journal', `${facts.head.seq} records, ${facts.journalSizeBytes} bytes, head ${facts.head.chainSha256}`],
    [
      'Verified',
      `${facts.verified.records} records, ${facts.verified.findings} findings, ${facts.verified.at}`,
    ],
    ['Signed by', facts.fingerprint],
    ...(seed === undefined
      ? []
      : [['Sample', `${changes.length} of ${evidence.changes.length} changes, seed ${seed}`] as const]),
  ]);
  writeCounts(paper, evidence.changes, evidence.exceptions, evidence.inRange);
  writeList(paper, changes);
  if (seed === undefined) writeExceptions(paper, evidence.exceptions);
  writeSignatures(paper);
  for (const change of changes) writeChange(paper, change, source);
  return paper.finish();
}

const day = (at: string): string => at.replace('T00:00:00.000Z', '');
const short = (at: string | undefined): string => (at ?? '').slice(0, 19).replace('T', ' ');

function writeCounts(
  paper: Paper,
  changes: readonly Change[],
  exceptions: readonly Row[],
  records: number,
): void {
  const count = (is: (row: Row) => boolean): string => String(changes.filter((it) => is(it.row)).length);
  paper.heading('Counts');
  paper.facts([
    ['Changes', String(changes.length)],
    ['succeeded', count((it) => it['result'] === 'succeeded')],
    ['otherwise', count((it) => it['result'] !== 'succeeded')],
    ['approved in time', count((it) => it['approvedBeforeFirstHost'] === 'yes')],
    ['emergencies', count((it) => it['rules'] === 'emergency')],
    ['Exceptions', String(exceptions.length)],
    ['Records', `${records} in the period`],
  ]);
}

function writeList(paper: Paper, changes: readonly Change[]): void {
  paper.heading('Population');
  paper.table(
    [
      { title: 'No.', share: 5 },
      { title: 'Change', share: 22 },
      { title: 'Asked for', share: 17 },
      { title: 'Approved by', share: 28 },
      { title: 'First host', share: 13 },
      { title: 'Result', share: 12 },
    ],
    changes.map(({ row }) => [
      row['number'] ?? '',
      `${row['service']} ${row['version']} to ${row['environment']}`,
      `${row['askedBy']}, ${short(row['askedAt'])}`,
      row['approvedBy'] === ''
        ? `nobody (${row['approvalsRequired']})`
        : (row['approvedBy'] ?? '').replace(/T(\d\d:\d\d):\d\d\.\d{3}Z/g, ' $1'),
      short(row['firstHostAt']),
      `${row['result']}${row['rules'] === 'emergency' ? ', EMERGENCY' : ''}`,
    ]),
    'There was no change in this period.',
  );
}

function writeExceptions(paper: Paper, exceptions: readonly Row[]): void {
  paper.heading('Exceptions');
  paper.table(
    [
      { title: 'Record', share: 8 },
      { title: 'When', share: 14 },
      { title: 'Change', share: 8 },
      { title: 'Kind', share: 20 },
      { title: 'What', share: 50 },
    ],
    exceptions.map((it) => [
      it['record'] ?? '',
      short(it['at']),
      it['change'] ?? '',
      it['kind'] ?? '',
      `${it['person'] ? `${it['person']}: ` : ''}${it['text']}`,
    ]),
    'None.',
  );
}

function writeSignatures(paper: Paper): void {
  paper.need(230);
  paper.heading('Seen and accepted');
  paper.signatureLines(['for the change owners', 'for internal audit', 'for the auditor']);
}

/** A page for each change, as long as it needs. */
function writeChange(paper: Paper, change: Change, { evidence: { exceptions }, blob }: BundleSource): void {
  const { row } = change;
  const reason = change.reasonSha256 === undefined ? undefined : blob(change.reasonSha256);
  paper.newPage();
  paper.title(`${row['number']}  ${row['service']} ${row['version']} to ${row['environment']}`);
  paper.facts([
    ['Rollout', `${row['rolloutId']}, record ${row['record']}`],
    ['Promotion', `${row['promotionId'] || 'none'}, rules: ${row['rules']}`],
    ['Asked by', `${row['askedBy']}, ${row['askedAt']}`],
    ...(reason ? [['Reason', Buffer.from(reason).toString('utf8')] as const] : []),
    ['Built from commit', row['commit'] ?? ''],
    ['Artifact SHA-256', row['artifactSha256'] ?? ''],
    ['Replaces', row['replaces'] ?? ''],
    ['Written by', row['implementers'] ?? ''],
    ['Tests', `${row['tests']}: builds are made elsewhere`],
    [
      'Approvals',
      `${row['approvals']} of ${row['approvalsRequired']}; before the first host: ${row['approvedBeforeFirstHost']}`,
    ],
    ['Operator', `${row['operator']} ${row['operatorKey']}`],
    [
      'First host',
      change.firstHost
        ? `${change.firstHost.host}, ${change.firstHost.at}, record ${change.firstHost.seq}`
        : 'none',
    ],
    ['Ended', `${row['finishedAt'] || 'not yet'}: ${row['result']}`],
    ['Artifact as approved', row['artifactAsApproved'] ?? ''],
    ...(row['emergencyReview'] ? [['Emergency review', row['emergencyReview']] as const] : []),
    ...(row['rollbackOf'] ? [['Takes back', row['rollbackOf']] as const] : []),
    ...(row['rolledBackBy'] ? [['Taken back by', row['rolledBackBy']] as const] : []),
  ]);
  const counted = new Set((row['approvedBy'] ?? '').split('; '));
  paper.heading('Sign-offs');
  paper.table(
    [
      { title: 'Record', share: 9 },
      { title: 'Who', share: 11 },
      { title: 'Decision', share: 15 },
      { title: 'When', share: 19 },
      { title: 'Key', share: 46 },
    ],
    change.signoffs.map((it) => [
      String(it.seq),
      it.person,
      counted.has(`${it.person} at ${it.recordedAt}`) ? `${it.decision}, counted` : it.decision,
      short(it.recordedAt),
      it.fingerprint,
    ]),
    'None.',
  );
  paper.heading('Hosts');
  paper.table(
    [
      { title: 'Host', share: 14 },
      { title: 'Begun', share: 17 },
      { title: 'Ended', share: 17 },
      { title: 'Outcome', share: 14 },
      { title: 'Artifact as the host computed it', share: 38 },
    ],
    change.hosts.map((it) => [
      it['host'] ?? '',
      short(it['startedAt']),
      short(it['endedAt']),
      `${it['outcome']}${it['reason'] ? `: ${it['reason']}` : ''}`,
      it['artifactSha256'] ?? '',
    ]),
    'None.',
  );
  const own = exceptions.filter((it) => it['change'] === row['number']);
  if (own.length > 0) writeExceptions(paper, own);
  paper.need(130);
  paper.heading('Seen');
  paper.signatureLines(['name']);
}
