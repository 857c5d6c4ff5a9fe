import type { Handlers } from '../../shared/contract/contract.ts';
import type { Workspace } from '../../shared/model/workspace.ts';
import { environmentName } from '../../shared/model/names.ts';
import { parseRecord } from '../../shared/journal/record.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { FleetObserver } from '../fleet/fleetObserver.ts';
import type { Journal } from '../journal/journal.ts';
import { checkWorkspaceAside } from './checkWorkspaceAside.ts';
import { readReleases } from '../workspace/readReleases.ts';
import { readChanges } from '../repository/readChanges.ts';
import type { QueryIndex } from '../journal/queryIndex/createQueryIndex.ts';
import { queryJournal } from './queryJournal.ts';
import type { AuditService } from './audit/auditService.ts';
import type { LobbyPort } from './lobbyPort.ts';
import type { AppConfig } from './ports.ts';
import type { Prompts } from './prompts.ts';
import type { RolloutService } from './rolloutService.ts';
import type { IdentityService } from './signoff/identityService.ts';
import type { PromotionService } from './signoff/promotionService.ts';
import type { RulesInForce } from './signoff/rulesInForce.ts';
import type { StateStore } from './stateStore.ts';
import type { VerificationService } from './verificationService.ts';

const defaultBlobBytes = 1_048_576;

/** Every method of the contract, answered by the service that knows. Nothing is decided here. */
export function createHandlers(parts: {
  readonly workspace: Workspace;
  readonly config: AppConfig;
  readonly journal: Journal;
  readonly store: StateStore;
  readonly rollouts: RolloutService;
  readonly observer: FleetObserver;
  readonly prompts: Prompts;
  readonly index: QueryIndex;
  readonly verification: VerificationService;
  readonly lobby: LobbyPort;
  readonly rules: RulesInForce;
  readonly identity: IdentityService;
  readonly promotions: PromotionService;
  readonly audit: AuditService;
}): Handlers {
  const { workspace, config, journal, store, rollouts, observer, prompts, verification, lobby } = parts;
  const { rules, identity, promotions, audit } = parts;
  return {
    'workspace.describe': async () => ({ workspace }),
    'workspace.check': async () => {
      const location = { directory: config.workspaceDirectory, ...config };
      const { problems, files } = await checkWorkspaceAside(location);
      return { problems: [...problems], files: [...files] };
    },
    'releases.list': async ({ service }) => {
      const found = await readReleases({
        directory: workspace.directory,
        folder: workspace.releasesFolder,
        ...(service === undefined ? {} : { service }),
      });
      return { releases: [...found.releases], problems: [...found.problems] };
    },
    'rollouts.plan': async (question, { signal }) => {
      const { plan, planSha256, notices } = await rollouts.plan(question, { signal: toNodeSignal(signal) });
      return { plan, planSha256, notices: [...notices] };
    },
    'rollouts.start': (request) => rollouts.start(request),
    'rollouts.stop': async (request) => {
      await rollouts.stop(request);
      return {};
    },
    'rollouts.planRollback': async (of) => {
      const { prepared, rollsBack, practised } = await rollouts.planRollback(of);
      const { plan, planSha256, notices } = prepared;
      return {
        plan,
        planSha256,
        notices: [...notices],
        rollsBack,
        ...(practised === undefined
          ? {}
          : { practised: { ...practised, environment: environmentName.parse(practised.environment) } }),
      };
    },
    'rollouts.rollBack': (request) => rollouts.rollBack(request),
    'rollouts.pause': async (request) => {
      await rollouts.pause(request);
      return {};
    },
    'rollouts.resume': async (request) => {
      await rollouts.resume(request);
      return {};
    },
    'rollouts.retryHost': async (request) => {
      await rollouts.retryHost(request);
      return {};
    },
    'rollouts.skipHost': async (request) => {
      await rollouts.skipHost(request);
      return {};
    },
    'journal.records': async ({ afterSeq, limit }) => {
      const rows = await journal.read({ afterSeq, limit });
      return { records: rows.map(parseRecord), headSeq: store.state().seq };
    },
    'journal.blob': async ({ sha256, maxBytes = defaultBlobBytes }) => {
      const bytes = await journal.readBlob(sha256);
      if (!bytes) throw new Fault('NOT_FOUND', `The journal keeps nothing under ${sha256}.`);
      return { text: Buffer.from(bytes.subarray(0, maxBytes)).toString('utf8'), sizeBytes: bytes.length };
    },
    'journal.query': (question) =>
      queryJournal({ journal, index: parts.index, headSeq: store.state().seq }, question),
    'journal.verify': async (_, { signal }) => {
      // Parsing the whole journal takes a while: whoever asks may stop waiting, and that stops the work.
      return verification.verify({ signal: toNodeSignal(signal) });
    },
    'changes.between': async ({ service, bases, head }, { signal }) => {
      const directory = requireRepository(workspace, service);
      return readChanges({ directory, bases, head, signal: toNodeSignal(signal) });
    },
    'fleet.look': async ({ environment }) => {
      if (environment === undefined) return observer.look();
      const targets = workspace.targets.filter((target) => target.environment === environment);
      return observer.look({
        hosts: new Set(targets.flatMap((target) => target.placements.map((placement) => placement.host))),
        balancers: new Set(targets.flatMap((target) => target.pool?.balancers ?? [])),
      });
    },
    'prompts.answer': async ({ promptId, answer }) => {
      prompts.answer(promptId, answer);
      return {};
    },
    'people.describe': async (_, { signal }) => {
      const { roster, policies, changedBy, allowedSigners } = await rules.read({
        signal: toNodeSignal(signal),
      });
      return { ...roster, policies: [...policies], changedBy, allowedSigners };
    },
    'identity.keys': async ({ person }) => ({ keys: await identity.keys(person) }),
    'identity.unlock': (request) => identity.unlock(request),
    'identity.lock': async () => {
      await identity.lock();
      return {};
    },
    'promotions.outlook': (question, { signal }) =>
      promotions.outlook(question, { signal: toNodeSignal(signal) }),
    'promotions.request': (request) => promotions.request(request),
    'promotions.describe': ({ promotionId }, { signal }) =>
      promotions.describe(promotionId, { signal: toNodeSignal(signal) }),
    'promotions.statement': (request) => promotions.statement(request),
    'promotions.sign': (request) => promotions.sign(request),
    'promotions.takeIn': (request) => promotions.takeIn(request),
    'promotions.withdraw': async (request) => {
      await promotions.withdraw(request);
      return {};
    },
    'promotions.proof': ({ promotionId }) => promotions.proof(promotionId),
    'audit.export': (request, { signal }) => audit.export(request, { signal: toNodeSignal(signal) }),
    'audit.reconcile': (request, { signal }) => audit.reconcile(request, { signal: toNodeSignal(signal) }),
    'audit.survey': (request, { signal }) => audit.survey(request, { signal: toNodeSignal(signal) }),
    'audit.backup': (_, { signal }) => audit.backup({ signal: toNodeSignal(signal) }),
    'audit.backups': () => audit.backups(),
    'lobby.describe': async () => ({
      open: { directory: workspace.directory, name: workspace.name },
      recent: await lobby.recent(),
    }),
    'lobby.open': async ({ directory }) => ({ opened: await lobby.open(directory) }),
    'lobby.openDemo': async () => ({ opened: await lobby.openDemo() }),
  };
}

function requireRepository(workspace: Workspace, name: string): string {
  const service = workspace.services.find((candidate) => candidate.name === name);
  if (!service) throw new Fault('NOT_FOUND', `The workspace has no service ${name}.`);
  if (service.repository !== undefined) return service.repository;
  throw new Fault('NOT_FOUND', `${name} names no repository, so what a release changes cannot be shown.`, {
    wayOut: 'Name its Git repository in signalbox.yaml: services.' + name + '.repository.',
  });
}

/** The contract speaks of the part of `AbortSignal` that exists everywhere; Node's functions want all of it. */
function toNodeSignal(signal: Parameters<Handlers['rollouts.plan']>[1]['signal']): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const controller = new AbortController();
  if (signal.aborted) controller.abort(signal.reason);
  else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  return controller.signal;
}
