import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { parseRecord, type JournalRecord } from '../../../shared/journal/record.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { EvidenceQuery } from '../evidence.ts';
import { gatherEvidence } from '../gather/gatherEvidence.ts';
import { readTrail } from '../gather/readTrail.ts';
import { drawSample } from '../sample.ts';
import { verifyTrail, type VerifyPorts } from '../verify/verifyTrail.ts';
import type { BundleSource, ExportFacts, StoredRecord } from './bundleSource.ts';
import { listBundleFiles } from './listBundleFiles.ts';

export interface BundleFinding {
  readonly kind:
    | 'fileChanged'
    | 'fileMissing'
    | 'fileAdded'
    | 'sumsUnreadable'
    | 'signatureInvalid'
    | 'otherKey'
    | 'chainBroken'
    | 'recordChanged'
    | 'contentDiffers'
    | 'evidence';
  readonly message: string;
}

export interface BundleReport {
  readonly ok: boolean;
  readonly findings: readonly BundleFinding[];
  readonly changes: number;
  readonly exceptions: number;
  readonly head: { readonly seq: number; readonly chainSha256: string };
  readonly fingerprint: string;
}

export interface BundlePorts extends VerifyPorts {
  /** Fingerprint of the key that signed these bytes as evidence, or `undefined` where the signature does not hold. */
  verifySeal(bytes: Uint8Array, armor: Uint8Array, publicKey: string): string | undefined;
}

const querySchema = z.object({
  system: z.string(),
  appVersion: z.string(),
  desktop: z.string(),
  workspace: z.string(),
  exportedAt: z.string(),
  account: z.string(),
  person: z.string().optional(),
  signedBy: z.string(),
  period: z.object({ fromAt: z.string(), toAt: z.string() }),
  services: z.array(z.string()),
  environments: z.array(z.string()),
  production: z.array(z.string()),
  head: z.object({ seq: z.number().int(), chainSha256: z.string() }),
  journalSizeBytes: z.number(),
  verified: z.object({ records: z.number(), findings: z.number(), at: z.string() }),
});

/**
 * The app's own check of a bundle, beside `verify.sh`: files, seal and chain, and then everything that the bundle says is made again
 * from the records in it, and compared byte for byte.
 * @throws Fault NOT_FOUND, INVALID_INPUT when there is no bundle in the folder.
 */
export async function verifyBundle(
  folder: string,
  ports: BundlePorts,
  { fingerprint }: { readonly fingerprint?: string } = {},
): Promise<BundleReport> {
  if (!existsSync(join(folder, 'SHA256SUMS'))) {
    throw new Fault('NOT_FOUND', `There is no bundle of evidence in ${folder}.`, {
      wayOut: 'Name the folder that holds SHA256SUMS; unpack a .zip first.',
    });
  }
  const findings: BundleFinding[] = [];
  const add = (kind: BundleFinding['kind'], message: string): void => void findings.push({ kind, message });
  const files = checkFiles(folder, add);
  const read = (path: string): Buffer | undefined => {
    const full = join(folder, path);
    return existsSync(full) ? readFileSync(full) : undefined;
  };
  const publicKey = (read('desktop_key.pub')?.toString('utf8') ?? '').split(' ').slice(0, 2).join(' ').trim();
  const seal = ports.verifySeal(
    read('SHA256SUMS') ?? Buffer.alloc(0),
    read('SHA256SUMS.sig') ?? Buffer.alloc(0),
    publicKey,
  );
  if (seal === undefined)
    add('signatureInvalid', 'SHA256SUMS was changed, or signed by another key than desktop_key.pub');
  if (fingerprint !== undefined && seal !== fingerprint) {
    add('otherKey', `the export is signed by ${seal ?? 'nobody'}, not by ${fingerprint}`);
  }
  const query = querySchema.safeParse(parseJson(read('query.json')));
  if (!query.success) {
    add('contentDiffers', 'query.json does not say what was asked for');
    return toReport(findings, { fingerprint: seal ?? '' });
  }
  const stored = readStored(read, add);
  const last = stored.at(-1);
  const { head } = query.data;
  if (stored.length !== head.seq || (last && last.chainSha256 !== head.chainSha256)) {
    add('chainBroken', 'the chain does not end at the recorded head');
  }
  const records = parseStored(stored, add);
  const isKnown = records.some(
    ({ event }) => event.kind === 'desktopKeyCreated' && event.publicKey === publicKey,
  );
  if (!isKnown) add('otherKey', 'the key that signed the export is in no record of the journal');

  const counts = await compareContent({
    query: query.data,
    publicKey,
    stored,
    records,
    files,
    read,
    ports,
    add,
  });
  return toReport(findings, { ...counts, head, fingerprint: seal ?? '' });
}

type Add = (kind: BundleFinding['kind'], message: string) => void;
type Read = (path: string) => Buffer | undefined;

function toReport(
  findings: readonly BundleFinding[],
  facts: Partial<Omit<BundleReport, 'ok' | 'findings'>>,
): BundleReport {
  return {
    ok: findings.length === 0,
    findings,
    changes: 0,
    exceptions: 0,
    head: { seq: 0, chainSha256: '' },
    fingerprint: '',
    ...facts,
  };
}

/** What is there against what is listed. Returns each file's hash as it is now. */
function checkFiles(folder: string, add: Add): ReadonlyMap<string, string> {
  const there = new Map<string, string>();
  for (const it of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const full = join(it.parentPath, it.name);
    const path = relative(folder, full).replaceAll('\\', '/');
    if (it.isDirectory() || path === 'SHA256SUMS' || path === 'SHA256SUMS.sig') continue;
    if (it.isFile()) there.set(path, hash('sha256', readFileSync(full)));
    else add('fileAdded', `${path} is no file`);
  }
  const listed = new Map<string, string>();
  for (const line of readFileSync(join(folder, 'SHA256SUMS'), 'utf8').split('\n').slice(0, -1)) {
    const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    if (!match || listed.has(match[2] ?? ''))
      add('sumsUnreadable', `SHA256SUMS has a line that is no hash: ${line}`);
    else listed.set(match[2] ?? '', match[1] ?? '');
  }
  for (const [path, sha256] of listed) {
    const now = there.get(path);
    if (now === undefined) add('fileMissing', `${path} is missing`);
    else if (now !== sha256) add('fileChanged', `${path} was changed: it does not have its hash`);
  }
  for (const path of there.keys()) {
    if (!listed.has(path)) add('fileAdded', `${path} was added: SHA256SUMS does not list it`);
  }
  return there;
}

function readStored(read: Read, add: Add): StoredRecord[] {
  const lines = (path: string): string[] => (read(path)?.toString('utf8') ?? '').split('\n').slice(0, -1);
  const hashes = lines('journal/hashes.txt');
  const chain = lines('journal/chain.txt');
  const seqs = lines('journal/seqs.txt').map(Number);
  const texts = lines('journal/records.jsonl');
  if (seqs.length !== texts.length) add('recordChanged', 'records.jsonl and seqs.txt do not belong together');
  const bodies = new Map(seqs.map((seq, index) => [seq, texts[index] ?? '']));
  let before = '0'.repeat(64);
  return hashes.map((bodySha256, index) => {
    const seq = index + 1;
    const chainSha256 = chain[index] ?? '';
    if (hash('sha256', `${before}\n${bodySha256}\n`) !== chainSha256) {
      add('chainBroken', `record ${seq} does not follow from the record before it`);
    }
    before = chainSha256;
    const body = bodies.get(seq) ?? '';
    if (bodies.has(seq) && hash('sha256', body) !== bodySha256) {
      add('recordChanged', `record ${seq} was changed: its body does not have its hash`);
    }
    return { seq, body, bodySha256, chainSha256 };
  });
}

function parseStored(stored: readonly StoredRecord[], add: Add): JournalRecord[] {
  return stored.flatMap((row) => {
    if (row.body === '') return [];
    try {
      return [parseRecord(row)];
    } catch (error) {
      add('recordChanged', error instanceof Error ? error.message : String(error));
      return [];
    }
  });
}

/** Makes the bundle again, and holds each file against the one that lies there. */
async function compareContent(of: {
  readonly query: z.infer<typeof querySchema>;
  readonly publicKey: string;
  readonly stored: readonly StoredRecord[];
  readonly records: readonly JournalRecord[];
  readonly files: ReadonlyMap<string, string>;
  readonly read: Read;
  readonly ports: BundlePorts;
  readonly add: Add;
}): Promise<{ readonly changes: number; readonly exceptions: number }> {
  const { query: said, files, read, add } = of;
  const byHash = new Map([...files].map(([path, sha256]) => [sha256, path]));
  const blob = (sha256: string): Uint8Array | undefined => {
    const path = byHash.get(sha256);
    return path === undefined ? undefined : read(path);
  };
  const trail = readTrail(of.records);
  const found = await verifyTrail(trail, blob, of.ports);
  for (const { message } of found) add('evidence', message);
  const query: EvidenceQuery = { ...said, ...said.period };
  const evidence = gatherEvidence(
    trail,
    blob,
    {
      fromAt: query.fromAt,
      toAt: query.toAt,
      services: query.services,
      environments: query.environments,
      production: query.production,
    },
    found,
  );
  const sample = z
    .object({ size: z.number().int(), seed: z.string() })
    .safeParse(parseJson(read('sample.json')));
  const facts: ExportFacts = {
    system: said.system,
    appVersion: said.appVersion,
    desktop: said.desktop,
    exportedAt: said.exportedAt,
    account: said.account,
    person: said.person,
    workspace: said.workspace,
    head: said.head,
    journalSizeBytes: said.journalSizeBytes,
    verified: said.verified,
    publicKey: of.publicKey,
    fingerprint: said.signedBy,
  };
  const source: BundleSource = {
    evidence,
    facts,
    sample: sample.success ? drawSample(evidence.changes, sample.data) : undefined,
    blob,
    records: () => of.stored,
  };
  const expected = new Set(['verify.sh', 'report.pdf', 'sample.pdf']);
  for (const { path, parts } of listBundleFiles(source)) {
    expected.add(path);
    const bytes = Buffer.concat([...parts].map((it) => Buffer.from(it)));
    if (hash('sha256', bytes) !== files.get(path)) {
      add('contentDiffers', `${path} is not what the journal in this bundle gives`);
    }
  }
  for (const path of files.keys()) {
    if (!expected.has(path)) add('contentDiffers', `${path} is not what the journal in this bundle gives`);
  }
  return { changes: evidence.changes.length, exceptions: evidence.exceptions.length };
}

function parseJson(bytes: Buffer | undefined): unknown {
  if (!bytes) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // its schema says that it is missing
  }
}
