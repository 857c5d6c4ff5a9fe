import { join } from 'node:path';
import type { Workspace } from '../../shared/model/workspace.ts';
import type { Transport } from '../../shared/protocol/transport.ts';
import { createFleetObserver, type FleetObserver } from '../fleet/fleetObserver.ts';
import { observeHost, type ServiceOnHost } from '../fleet/observeHost.ts';
import { isSameSighting } from '../fleet/sameSighting.ts';
import { openJournal } from '../journal/openJournal.ts';
import { createQueryIndex } from '../journal/queryIndex/createQueryIndex.ts';
import { quoteShell } from '../ssh/quote.ts';
import { readWorkspace } from '../workspace/readWorkspace.ts';
import { createAuditService } from './audit/auditService.ts';
import { verifyEvidence } from './audit/auditJob.ts';
import { observeBalancerForMatrix } from './balancerObservation.ts';
import { createCheckpointKeeper } from './checkpoint/checkpointKeeper.ts';
import { createFeeds } from './createFeeds.ts';
import { createHandlers } from './handlers.ts';
import { recordInterrupted, watchForInterrupted } from './interruptedRollouts.ts';
import { noLobby, type LobbyPort, type TrafficPort } from './lobbyPort.ts';
import type { AppConfig, AppPorts } from './ports.ts';
import { prepareDataFolder } from './prepareDataFolder.ts';
import { createPrompts } from './prompts.ts';
import { createReach, type Reach } from './reach.ts';
import { createRolloutService } from './rolloutService.ts';
import { createConnection } from './router/connection.ts';
import { createReportError } from './router/reportError.ts';
import { createRouter } from './router/router.ts';
import { serviceCommandScript } from './serviceCommandScript.ts';
import { createSignoffServices } from './signoff/createSignoffServices.ts';
import { signoffRules } from './signoffRules.ts';
import { createStateStore, type StateStore } from './stateStore.ts';
import { createVerificationService } from './verificationService.ts';

export interface App {
  readonly workspace: Workspace;
  /** Serves one client over one line. */
  connect(transport: Transport): { close(): void };
  /** Ends everything that was begun: connections, watches, SSH, the journal. */
  dispose(): Promise<void>;
}

const defaultObserveIntervalMs = 1_000;
const observeTimeoutMs = 10_000;
/** A command that is over by then needs no index, and a window has other work to do before. */
const beforeIndexingMs = 2_000;

/**
 * The composition root that the three hosts share: it builds everything and joins it.
 * @throws Fault WORKSPACE_NOT_FOUND, WORKSPACE_INVALID, JOURNAL_* when it cannot begin.
 */
export async function createApp({
  config,
  ports,
  lobby = noLobby,
  traffic,
}: {
  config: AppConfig;
  ports: AppPorts;
  lobby?: LobbyPort;
  traffic?: TrafficPort | undefined;
}): Promise<App> {
  const { workspace } = await readWorkspace({
    directory: config.workspaceDirectory,
    signoffRules,
    ...config,
  });
  const path = config.journalPath ?? join(await prepareDataFolder(workspace.directory), 'journal.db');
  const journal = await openJournal({ path, now: () => ports.now(), create: true });
  const checkpoints = createCheckpointKeeper(journal, ports);
  const store = await createStateStore(journal, config, ports, checkpoints).catch(async (error: unknown) => {
    await journal.close();
    throw error;
  });
  const index = createQueryIndex(journal, (fault) => ports.reportError(fault));
  store.onRecords(() => index.grown());

  let promptAudience = false;
  const prompts = createPrompts({ createId: () => ports.createId(), hasAudience: () => promptAudience });
  const reach = createReach(workspace, {
    askPassphrase: (subject, attempt) => prompts.ask({ kind: 'passphrase', subject, attempt }),
  });
  const observer = createObserver({ workspace, config, ports, reach });
  const verification = createVerificationService({
    journal,
    store,
    checkpoints,
    ports,
    verifyEvidence: async (options) => [...(await verifyEvidence(journal.path, options))],
  });
  const disposal = new AbortController();
  const background: Promise<void>[] = [];
  background.push(
    ports.delay(beforeIndexingMs, { signal: disposal.signal }).then(
      () => index.begin(),
      () => undefined, // closed before that
    ),
  );
  const signoff = createSignoffServices({
    workspace,
    config,
    ports,
    journal,
    store,
    observer,
    prompts,
    reach,
  });
  const audit = createAuditService({
    workspace,
    config,
    ports,
    journal,
    store,
    index,
    reach,
    identity: signoff.identity,
  });
  const rollouts = createRolloutService({
    workspace,
    config,
    ports,
    reach,
    journal,
    store,
    approvals: signoff.approvals,
    actor: () => signoff.identity.actor(),
  });
  if (!config.readOnly) {
    // The first look is waited for: nobody should be shown a rollout as running that is not.
    await recordInterrupted(store, config.machine, () => ports.createId());
    background.push(
      watchForInterrupted({ store, machine: config.machine, ports, signal: disposal.signal }).catch(
        (error: unknown) => ports.reportError(error),
      ),
    );
    recordSightings(observer, store, ports);
    await signoff.rules.bringInForce();
    background.push(
      signoff.watch({ signal: disposal.signal }).catch((error: unknown) => ports.reportError(error)),
      audit.watch({ signal: disposal.signal }).catch((error: unknown) => ports.reportError(error)),
    );
  }

  const feeds = createFeeds({
    store,
    observer,
    rollouts,
    prompts,
    verification,
    identity: signoff.identity,
    audit,
    onPromptAudience: (present) => void (promptAudience = present),
    traffic,
  });
  const reportError = createReportError({
    createId: () => ports.createId(),
    record: ({ error }) => ports.reportError(error),
  });
  const connect = createConnection({
    router: createRouter({
      handlers: createHandlers({
        workspace,
        config,
        journal,
        store,
        rollouts,
        observer,
        prompts,
        index,
        verification,
        lobby,
        rules: signoff.rules,
        identity: signoff.identity,
        promotions: signoff.promotions,
        audit,
      }),
      readOnly: config.readOnly,
      reportError,
    }),
    feeds: feeds.hubs,
    epoch: ports.createId(),
    capabilities: [
      'workspace',
      ...(config.readOnly ? [] : ['rollouts']),
      ...(lobby === noLobby ? [] : ['lobby']),
      ...(traffic ? ['demo'] : []),
    ],
    appVersion: config.appVersion,
    reportError,
    createClientId: () => ports.createId(),
  });

  const lines = new Set<{ close(): void }>();
  return {
    workspace,
    connect: (transport) => {
      const line = connect(transport);
      lines.add(line);
      transport.onClose(() => lines.delete(line));
      return line;
    },
    dispose: async () => {
      disposal.abort();
      prompts.dispose();
      await verification.dispose();
      await rollouts.dispose();
      await observer.dispose();
      await Promise.allSettled(background);
      if (!config.readOnly) await signoff.identity.dispose();
      for (const line of lines) line.close();
      feeds.close();
      await reach.dispose();
      await store.dispose();
      await index.close();
      await journal.close();
    },
  };
}

function createObserver(parts: {
  readonly workspace: Workspace;
  readonly config: AppConfig;
  readonly ports: AppPorts;
  readonly reach: Reach;
}): FleetObserver {
  const { workspace, ports, reach } = parts;
  const services = servicesByHost(workspace);
  return createFleetObserver({
    hosts: [...services.keys()],
    balancers: [...reach.balancers.keys()],
    observeHost: (name, { signal }) =>
      observeHost(name, reach.host(name), services.get(name) ?? [], {
        now: () => ports.now(),
        quote: quoteShell,
        timeoutMs: observeTimeoutMs,
        signal,
      }),
    observeBalancer: (name, { signal }) => {
      const client = reach.balancers.get(name);
      if (!client) throw new Error(`no client for balancer ${name}`);
      return observeBalancerForMatrix(name, client, { now: () => ports.now(), signal });
    },
    intervalMs: parts.config.observeIntervalMs ?? defaultObserveIntervalMs,
    delay: (ms, options) => ports.delay(ms, options),
  });
}

function servicesByHost(workspace: Workspace): Map<string, ServiceOnHost[]> {
  const byHost = new Map<string, ServiceOnHost[]>();
  for (const target of workspace.targets) {
    for (const placement of target.placements) {
      const host = workspace.hosts.find((candidate) => candidate.name === placement.host);
      const services = byHost.get(placement.host) ?? [];
      services.push({
        service: target.service,
        placement,
        script: (command) =>
          serviceCommandScript({ target, placement, variables: host?.variables ?? {}, command }),
      });
      byHost.set(placement.host, services);
    }
  }
  return byHost;
}

/** A host that looks different from before is worth a record; looking itself is not. */
function recordSightings(observer: FleetObserver, store: StateStore, ports: AppPorts): void {
  observer.onSighting((event) => {
    if (event.of !== 'host') return;
    const { sighting } = event;
    if (isSameSighting(store.state().lastSightings[sighting.host], sighting)) return;
    store
      .commit((state) =>
        isSameSighting(state.lastSightings[sighting.host], sighting)
          ? []
          : [{ kind: 'hostObserved', sighting }],
      )
      .catch((error: unknown) => ports.reportError(error));
  });
}
