import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import type { PromotionDossier } from '../../../shared/model/promotion.ts';
import type { StatementDecision, StatementRules } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import {
  startSignoffFleet,
  type SignoffFleet,
  type SignoffFleetOptions,
} from '../../fixtures/signoffFleet.ts';

const run = promisify(execFile);

export const target = {
  service: serviceName.parse('shop'),
  environment: environmentName.parse('production'),
  version: '1.1.0',
};

/** People at one desktop, one after the other, through the contract and nothing else. */
export interface Scene {
  readonly fleet: SignoffFleet;
  readonly desk: OpenApp;
  unlock(person: string): Promise<void>;
  request(person: string, more?: { rules?: StatementRules; reason?: string }): Promise<string>;
  sign(person: string, promotionId: string, decision?: StatementDecision): Promise<void>;
  statement(person: string, promotionId: string, decision?: StatementDecision): Promise<string>;
  describe(promotionId: string): Promise<PromotionDossier>;
  start(promotionId: string | undefined): Promise<string>;
  state(): Promise<JournalState>;
  records(): Promise<readonly JournalRecord[]>;
  /** Stock `ssh-keygen -Y sign` in a folder of its own, as on another machine. */
  signElsewhere(of: { statement: string; person: string; namespace?: string }): Promise<string>;
  stop(): Promise<void>;
}

export async function startScene(options: SignoffFleetOptions = {}): Promise<Scene> {
  const fleet = await startSignoffFleet(options);
  const elsewhere = await mkdtemp(join(tmpdir(), 'signalbox-elsewhere-'));
  const desk = await openApp(fleet.workspace, { keyFolders: [fleet.keyFolder], promotionWatchMs: 200 });
  const { client } = desk;
  const keyOf = (person: string) => ({
    kind: 'file' as const,
    path: fleet.keys[person]?.privateKeyFile ?? 'nowhere',
  });
  const records = async (): Promise<readonly JournalRecord[]> =>
    (await client.call('journal.records', { afterSeq: 0, limit: 10_000 })).records;
  let files = 0;

  const scene: Scene = {
    fleet,
    desk,
    unlock: async (person) => void (await client.call('identity.unlock', { person, key: keyOf(person) })),
    request: async (person, { rules = 'ordinary', reason } = {}) => {
      await scene.unlock(person);
      const { planSha256 } = await client.call('rollouts.plan', target);
      const words = reason === undefined ? {} : { reason };
      const request = { ...target, rules, planSha256, ...words };
      return (await client.call('promotions.request', request)).promotionId;
    },
    statement: async (person, promotionId, decision = 'approve') =>
      (await client.call('promotions.statement', { promotionId, person, decision })).statement,
    sign: async (person, promotionId, decision = 'approve') => {
      const issued = await client.call('promotions.statement', { promotionId, person, decision });
      const { statementSha256 } = issued;
      await client.call('promotions.sign', { promotionId, statementSha256, key: keyOf(person) });
    },
    describe: (promotionId) => client.call('promotions.describe', { promotionId }),
    start: async (promotionId) => {
      const { planSha256 } = await client.call('rollouts.plan', target);
      const named = promotionId === undefined ? {} : { promotionId };
      const request = { ...target, planSha256, confirmEnvironment: 'production', ...named };
      return (await client.call('rollouts.start', request)).rolloutId;
    },
    records,
    state: async () => reduceAll(emptyJournalState, await records()),
    signElsewhere: async ({ statement, person, namespace = 'signoff@signalbox' }) => {
      const file = join(elsewhere, `statement-${(files += 1)}`);
      await writeFile(file, statement, 'latin1');
      const key = fleet.keys[person]?.privateKeyFile ?? 'nowhere';
      await run('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', key, file]);
      return readFile(`${file}.sig`, 'utf8');
    },
    stop: async () => {
      await desk.close();
      await fleet.stop();
      await rm(elsewhere, { recursive: true, force: true });
    },
  };
  return scene;
}

/** The fault that a call ends with; a call that succeeds is a mistake of the test. */
export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('It should have been refused.');
}

/** Kinds of the records that the whole story left, each run of equals once. */
export async function kindsOf(scene: Scene): Promise<string[]> {
  const kinds = (await scene.records()).map((it) => it.event.kind);
  return kinds.filter((kind, index) => kind !== kinds[index - 1]);
}
