import type { Handlers } from '../../shared/contract/contract.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { Transport } from '../../shared/protocol/transport.ts';
import type { LobbyPort } from './lobbyPort.ts';
import type { AppConfig, AppPorts } from './ports.ts';
import { createConnection, type FeedHubs } from './router/connection.ts';
import { createFeedHub } from './router/feedHub.ts';
import { createReportError } from './router/reportError.ts';
import { createRouter } from './router/router.ts';

/** What stands where a workspace would: it answers what is before one, and says of the rest that none is open. */
export function createDeskLobby(parts: {
  readonly config: Pick<AppConfig, 'appVersion' | 'readOnly'>;
  readonly ports: Pick<AppPorts, 'createId' | 'reportError'>;
  readonly lobby: LobbyPort;
}): { connect(transport: Transport): { close(): void } } {
  const { config, ports, lobby } = parts;
  const reportError = createReportError({
    createId: () => ports.createId(),
    record: ({ error }) => ports.reportError(error),
  });
  return {
    connect: createConnection({
      router: createRouter({ handlers: createLobbyHandlers(lobby), readOnly: config.readOnly, reportError }),
      feeds: createEmptyFeeds(),
      epoch: ports.createId(),
      capabilities: ['lobby'],
      appVersion: config.appVersion,
      reportError,
      createClientId: () => ports.createId(),
    }),
  };
}

function createLobbyHandlers(lobby: LobbyPort): Handlers {
  const refuse = (): Promise<never> => Promise.reject(noWorkspace());
  return {
    'workspace.describe': refuse,
    'workspace.check': refuse,
    'releases.list': refuse,
    'rollouts.plan': refuse,
    'rollouts.start': refuse,
    'rollouts.stop': refuse,
    'rollouts.planRollback': refuse,
    'rollouts.rollBack': refuse,
    'rollouts.pause': refuse,
    'rollouts.resume': refuse,
    'rollouts.retryHost': refuse,
    'rollouts.skipHost': refuse,
    'journal.records': refuse,
    'journal.blob': refuse,
    'journal.query': refuse,
    'journal.verify': refuse,
    'audit.export': refuse,
    'audit.reconcile': refuse,
    'audit.survey': refuse,
    'audit.backup': refuse,
    'audit.backups': refuse,
    'changes.between': refuse,
    'fleet.look': refuse,
    'prompts.answer': refuse,
    'people.describe': refuse,
    'identity.keys': refuse,
    'identity.unlock': refuse,
    'identity.lock': refuse,
    'promotions.outlook': refuse,
    'promotions.request': refuse,
    'promotions.describe': refuse,
    'promotions.statement': refuse,
    'promotions.sign': refuse,
    'promotions.takeIn': refuse,
    'promotions.withdraw': refuse,
    'promotions.proof': refuse,
    'lobby.describe': async () => ({ recent: await lobby.recent() }),
    'lobby.open': async ({ directory }) => ({ opened: await lobby.open(directory) }),
    'lobby.openDemo': async () => ({ opened: await lobby.openDemo() }),
  };
}

function createEmptyFeeds(): FeedHubs {
  const snapshot = (): never => {
    throw noWorkspace();
  };
  return {
    state: createFeedHub({ feed: 'state', snapshot }),
    verification: createFeedHub({ feed: 'verification', snapshot }),
    fleet: createFeedHub({ feed: 'fleet', snapshot }),
    progress: createFeedHub({ feed: 'progress', snapshot }),
    prompts: createFeedHub({ feed: 'prompts', snapshot }),
    traffic: createFeedHub({ feed: 'traffic', snapshot }),
    audit: createFeedHub({ feed: 'audit', snapshot }),
    identity: createFeedHub({ feed: 'identity', snapshot }),
  };
}

function noWorkspace(): Fault {
  return new Fault('WORKSPACE_NOT_FOUND', 'No workspace is open.', {
    wayOut: 'Open a folder with a signalbox.yaml, or try the demo.',
  });
}
