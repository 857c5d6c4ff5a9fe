import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { AuditProgress } from '../../../shared/contract/auditArea.ts';
import type { OutputOf, ParsedInputOf } from '../../../shared/contract/contract.ts';
import { environmentName } from '../../../shared/model/names.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Journal, ProgressOptions } from '../../journal/journal.ts';
import type { QueryIndex } from '../../journal/queryIndex/createQueryIndex.ts';
import type { AppConfig, AppPorts } from '../ports.ts';
import type { Reach } from '../reach.ts';
import { queryJournal } from '../queryJournal.ts';
import type { IdentityService } from '../signoff/identityService.ts';
import type { StateStore } from '../stateStore.ts';
import { runAuditJob, surveyEvidence } from './auditJob.ts';
import { createBackupService } from './backupService.ts';
import { provideDesktopKey, type DesktopKey } from './desktopKey.ts';
import { reconcileHosts } from './reconcileHosts.ts';

type Exported = OutputOf<'audit.export'>;
interface Stoppable {
  readonly signal: AbortSignal;
}

/** What auditors take away, and what keeps the journal: the services behind the contract's `audit` methods. */
export interface AuditService {
  export(request: ParsedInputOf<'audit.export'>, options: Stoppable): Promise<Exported>;
  reconcile(
    request: ParsedInputOf<'audit.reconcile'>,
    options: Stoppable,
  ): Promise<OutputOf<'audit.reconcile'>>;
  survey(request: ParsedInputOf<'audit.survey'>, options: Stoppable): Promise<OutputOf<'audit.survey'>>;
  backup(options: Stoppable): Promise<OutputOf<'audit.backup'>>;
  backups(): Promise<OutputOf<'audit.backups'>>;
  progress(): AuditProgress;
  onProgress(listener: (progress: AuditProgress) => void): () => void;
  /** Makes a backup a day until the signal aborts. */
  watch(options: Stoppable): Promise<void>;
}

export function createAuditService(parts: {
  readonly workspace: Workspace;
  readonly config: AppConfig;
  readonly ports: AppPorts;
  readonly journal: Journal;
  readonly store: StateStore;
  readonly index: QueryIndex;
  readonly identity: Pick<IdentityService, 'actor' | 'current'>;
  readonly reach: Reach;
}): AuditService {
  const { workspace, config, ports, journal, store, identity } = parts;
  const listeners = new Set<(progress: AuditProgress) => void>();
  const backups = createBackupService(parts);
  const production = workspace.environments.flatMap((it) => (it.stage === 'production' ? [it.name] : []));
  let progress: AuditProgress = { kind: 'idle' };
  const tell = (next: AuditProgress): void => {
    progress = next;
    for (const listener of listeners) listener(next);
  };
  /** One at a time: each of them reads or copies the whole journal. */
  const follow = async <T>(
    task: 'export' | 'backup' | 'reconcile',
    { signal }: Stoppable,
    work: (options: ProgressOptions & Stoppable) => Promise<T>,
  ): Promise<T> => {
    if (progress.kind === 'running') {
      throw new Fault('INVALID_INPUT', `Another ${progress.task} is going on.`, {
        wayOut: 'Wait for it to end.',
        retryable: true,
      });
    }
    tell({ kind: 'running', task, done: 0, total: 1 });
    try {
      return await work({
        signal,
        onProgress: (done, total) => tell({ kind: 'running', task, done, total }),
      });
    } finally {
      tell({ kind: 'idle' });
    }
  };

  return {
    export: (request, stoppable) =>
      follow('export', stoppable, async (options) => {
        requirePeriod(request);
        await requireIntact(journal, options);
        const key = await provideKey(parts);
        const seed = request.sample && (request.sample.seed ?? randomBytes(8).toString('hex'));
        const result = await runAuditJob(
          {
            kind: 'export',
            path: journal.path,
            toPath: request.toPath,
            query: {
              fromAt: request.fromAt,
              toAt: request.toAt,
              services: request.services ?? [],
              environments: request.environments ?? [],
              production,
            },
            sample: request.sample && { size: request.sample.size, seed: seed ?? '' },
            facts: {
              system: 'Signalbox',
              appVersion: config.appVersion,
              desktop: config.machine,
              exportedAt: ports.now().toISOString(),
              account: config.userName,
              person: identity.current()?.person,
              workspace: workspace.name,
              publicKey: key.publicKey,
              fingerprint: key.fingerprint,
            },
            keyFile: key.file,
          },
          options,
        );
        if (result.kind !== 'exported') throw new Fault('INTERNAL', 'The export gave no bundle.');
        const { bundle, changes, exceptions, head } = result;
        await store.commit(
          () => [
            {
              kind: 'evidenceExported',
              fromAt: request.fromAt,
              toAt: request.toAt,
              services: request.services ?? [],
              environments: request.environments ?? [],
              ...(request.sample ? { sample: { size: request.sample.size, seed: seed ?? '' } } : {}),
              changes,
              exceptions,
              headSeq: head.seq,
              headChainSha256: head.chainSha256,
              sumsSha256: bundle.sumsSha256,
              signedBy: key.fingerprint,
            },
          ],
          identity.actor(),
        );
        return {
          ...bundle,
          changes,
          exceptions,
          findings: result.findings.length,
          head,
          fingerprint: key.fingerprint,
          ...(seed === undefined ? {} : { seed }),
        };
      }),
    reconcile: ({ environments }, stoppable) =>
      follow('reconcile', stoppable, async ({ signal }) => {
        requireKnown(environments, workspace);
        const state = (): ReturnType<StateStore['state']> => store.state();
        const found = await reconcileHosts({ environments, signal }, { ...parts, state });
        const asked = environments ?? workspace.environments.map((it) => it.name);
        await store.commit(
          () => [
            {
              kind: 'reconciled',
              environments: asked.map((it) => environmentName.parse(it)),
              hosts: found.hosts,
              differences: found.differences,
            },
          ],
          identity.actor(),
        );
        return found;
      }),
    // Beside whatever else goes on: it takes nothing but a look.
    survey: ({ fromAt, toAt }, { signal }) =>
      surveyEvidence(journal.path, { fromAt, toAt, services: [], environments: [], production }, { signal }),
    backup: (stoppable) => follow('backup', stoppable, (options) => backups.make(options)),
    backups: async () => ({ backups: await backups.list() }),
    progress: () => progress,
    onProgress: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watch: (options) => backups.watch(options),
  };
}

function requirePeriod({ fromAt, toAt, toPath }: ParsedInputOf<'audit.export'>): void {
  if (fromAt >= toAt) {
    throw new Fault('INVALID_INPUT', `The period ends (${toAt}) before it begins (${fromAt}).`, {
      wayOut: 'Give an end that is later; it is not part of the period itself.',
    });
  }
  if (!isAbsolute(toPath)) throw new Fault('INVALID_INPUT', `${toPath} is no absolute path.`);
}

function requireKnown(environments: readonly string[] | undefined, workspace: Workspace): void {
  const unknown = environments?.find((name) => !workspace.environments.some((it) => it.name === name));
  if (unknown !== undefined) throw new Fault('NOT_FOUND', `The workspace has no environment ${unknown}.`);
}

/** What is not intact proves nothing: it is not exported. */
async function requireIntact(journal: Journal, { signal }: Stoppable): Promise<void> {
  const report = await journal.verify({ signal });
  if (report.ok) return;
  throw new Fault('JOURNAL_DAMAGED', 'The journal is not intact, and nothing was exported.', {
    details: report.findings.map((it) => it.message),
    wayOut: 'Run "signalbox verify"; "signalbox backup --list" shows what it can be restored from.',
  });
}

/** The key, and a record of it before the first thing that it signs. */
async function provideKey(parts: {
  readonly config: AppConfig;
  readonly journal: Journal;
  readonly store: StateStore;
  readonly index: QueryIndex;
}): Promise<DesktopKey> {
  const { journal, store, index } = parts;
  const key = await provideDesktopKey(journal.path, parts.config.machine);
  const headSeq = store.state().seq;
  const filter = { kinds: ['desktopKeyCreated'] };
  const { records } = await queryJournal({ journal, index, headSeq }, { filter, offset: 0, limit: 1_000 });
  const isKnown = records.some(
    ({ event }) => event.kind === 'desktopKeyCreated' && event.publicKey === key.publicKey,
  );
  if (!isKnown) {
    const { publicKey, fingerprint } = key;
    await store.commit(() => [{ kind: 'desktopKeyCreated', publicKey, fingerprint }]);
  }
  return key;
}
