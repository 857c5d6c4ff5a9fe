import { feeds, methods, type FeedName, type Handlers } from '../../../shared/contract/contract.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import { isFeedName } from '../../../shared/protocol/contractTables.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createConnection, type FeedHubs } from '../../../electron/app/router/connection.ts';
import { createFeedHub, type FeedHub, type FeedLimits } from '../../../electron/app/router/feedHub.ts';
import { createReportError } from '../../../electron/app/router/reportError.ts';
import { createRouter } from '../../../electron/app/router/router.ts';
import type { Schedule } from '../../../electron/app/router/schedule.ts';
import type { Transport } from '../../../shared/protocol/transport.ts';

type FeedOverrides = { readonly [F in FeedName]?: FeedHub<F> };

export interface FakeApp {
  readonly feeds: FeedHubs;
  readonly reports: { readonly id: string; readonly during: string; readonly error: unknown }[];
  connect(transport: Transport): { close(): void };
  dispose(): void;
}

/** An app with the real router, hubs and connection, and handlers that refuse unless a test gives them. */
export function createFakeApp(
  options: {
    readonly handlers?: Partial<Handlers>;
    readonly feeds?: FeedOverrides;
    readonly readOnly?: boolean;
    readonly epoch?: string;
    readonly limits?: Partial<FeedLimits>;
    readonly schedule?: Schedule;
  } = {},
): FakeApp {
  const { limits, schedule } = options;
  const hubs: FeedHubs = {
    ...hubsWithoutSnapshot(),
    fleet: createFeedHub({ feed: 'fleet', snapshot: () => ({ hosts: [], balancers: [] }), limits, schedule }),
    state: createFeedHub({ feed: 'state', snapshot: () => emptyJournalState, limits, schedule }),
    progress: createFeedHub({ feed: 'progress', snapshot: () => [], limits, schedule }),
    prompts: createFeedHub({ feed: 'prompts', snapshot: () => [], limits, schedule }),
    ...options.feeds,
  };
  const reports: FakeApp['reports'] = [];
  const reportError = createReportError({
    createId: () => `e${reports.length + 1}`,
    record: (report) => reports.push(report),
  });
  const router = createRouter({
    handlers: { ...refusingHandlers(), ...options.handlers },
    readOnly: options.readOnly ?? false,
    reportError,
    checkOutputs: true,
  });
  let clients = 0;
  return {
    feeds: hubs,
    reports,
    connect: createConnection({
      router,
      feeds: hubs,
      epoch: options.epoch ?? 'epoch-1',
      capabilities: ['openUrl'],
      appVersion: '0.1.0',
      reportError,
      createClientId: () => `client-${(clients += 1)}`,
    }),
    dispose() {
      for (const hub of Object.values(hubs)) hub.close();
    },
  };
}

/** Made from the contract itself, so that a new method needs nothing here. */
export function refusingHandlers(): Handlers {
  const refuse = (method: string) => () =>
    Promise.reject(new Fault('UNSUPPORTED', `${method} is not part of this test.`));
  return Object.fromEntries(Object.keys(methods).map((name) => [name, refuse(name)])) as unknown as Handlers;
}

function hubsWithoutSnapshot(): FeedHubs {
  const hubOf = (feed: FeedName) =>
    createFeedHub({
      feed,
      snapshot: () => {
        throw new Fault('UNSUPPORTED', `${feed} is not part of this test.`);
      },
    });
  const names = Object.keys(feeds).filter((name) => isFeedName(name));
  return Object.fromEntries(names.map((name) => [name, hubOf(name)])) as unknown as FeedHubs;
}
