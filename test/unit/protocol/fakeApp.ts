import type { FeedName, Handlers, MethodName } from '../../../shared/contract/contract.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
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
  const feeds: FeedHubs = {
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
    feeds,
    reports,
    connect: createConnection({
      router,
      feeds,
      epoch: options.epoch ?? 'epoch-1',
      capabilities: ['openUrl'],
      appVersion: '0.1.0',
      reportError,
      createClientId: () => `client-${(clients += 1)}`,
    }),
    dispose() {
      for (const hub of Object.values(feeds)) hub.close();
    },
  };
}

export function refusingHandlers(): Handlers {
  const refuse = (method: MethodName) => () =>
    Promise.reject(new Fault('UNSUPPORTED', `${method} is not part of this test.`));
  return {
    'workspace.describe': refuse('workspace.describe'),
    'workspace.check': refuse('workspace.check'),
    'releases.list': refuse('releases.list'),
    'rollouts.plan': refuse('rollouts.plan'),
    'rollouts.start': refuse('rollouts.start'),
    'rollouts.stop': refuse('rollouts.stop'),
    'journal.records': refuse('journal.records'),
    'journal.blob': refuse('journal.blob'),
    'journal.verify': refuse('journal.verify'),
    'fleet.look': refuse('fleet.look'),
    'prompts.answer': refuse('prompts.answer'),
  };
}
