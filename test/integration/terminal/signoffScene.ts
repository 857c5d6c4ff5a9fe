import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { startSignoffFleet, type SignoffFleet } from '../../fixtures/signoffFleet.ts';
import { until } from '../../fixtures/until.ts';
import { parseLines, signalbox, type Finished } from './signalbox.ts';
import { signalboxHere } from './signalboxHere.ts';

const run = promisify(execFile);
export const passphrase = 'correct horse';
export const target = ['shop', '1.1.0', 'production'] as const;

/** What a command said is shown where it did not go well. */
export function expectWell(finished: Finished): void {
  expect(finished).toMatchObject({ exitCode: 0 });
}

/** People at their own terminals. Rob's key lies in ~/.ssh, Li's has a passphrase, Omar's is held by an agent too. */
export interface SignoffScene {
  readonly fleet: SignoffFleet;
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
  command(words: readonly string[]): Promise<Finished>;
  /** The same as a process of its own, where the process is part of the story. */
  commandAsProcess(words: readonly string[], options?: Parameters<typeof signalbox>[1]): Promise<Finished>;
  keyOf(person: string): string;
  /** Rob asks; gives the promotion's id. */
  promote(...more: readonly string[]): Promise<string>;
  signAs(person: string, id: string, act?: 'sign' | 'review'): Promise<void>;
  /** The exact bytes for somebody to sign. */
  statementOf(person: string, id: string): Promise<string>;
  /** Stock `ssh-keygen -Y sign` of a statement, as on another machine; gives the signature's file. */
  signElsewhere(statement: string, person: string): Promise<string>;
  /** One commit more by Ana, and 1.1.0 built of it. */
  buildAgain(subject: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startSignoffScene(): Promise<SignoffScene> {
  const fleet = await startSignoffFleet({
    rollout: { batches: [1, '100%'], soak: '0s' },
    policy: { emergency: { group: 'oncall', reviewWithin: '24h' } },
  });
  const home = mkdtempSync(join(tmpdir(), 'signalbox-home-'));
  const keyOf = (person: string): string => fleet.keys[person]?.privateKeyFile ?? 'nowhere';
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
  for (const end of ['', '.pub'])
    copyFileSync(`${keyOf('rob')}${end}`, join(home, '.ssh', `id_ed25519${end}`));
  await run('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', keyOf('li')]);
  const socket = join(home, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  const withAgent = { env: { ...process.env, SSH_AUTH_SOCK: socket } };
  await until('the agent takes a key', () =>
    run('ssh-add', ['-q', keyOf('omar')], withAgent).then(
      () => true,
      () => false,
    ),
  );
  const environment = { HOME: home, SSH_AUTH_SOCK: socket };

  const onWorkspace = (words: readonly string[]) => [...words, '--workspace', fleet.workspace];
  const command: SignoffScene['command'] = (words) => signalboxHere(onWorkspace(words), { environment });
  return {
    fleet,
    home,
    environment,
    command,
    commandAsProcess: (words, options) => signalbox(onWorkspace(words), { ...options, environment }),
    keyOf,
    promote: async (...more) => {
      const asked = await command(['promote', ...target, '--as', 'rob', '--json', ...more]);
      expectWell(asked);
      return String(parseLines(asked.out).at(-1)?.['promotionId']);
    },
    signAs: async (person, id, act = 'sign') =>
      expectWell(await command([act, id, '--as', person, '--key', keyOf(person), '--yes'])),
    statementOf: async (person, id) => {
      const issued = await command(['statement', id, '--as', person]);
      expectWell(issued);
      return issued.out;
    },
    signElsewhere: async (statement, person) => {
      const file = join(mkdtempSync(join(home, 'elsewhere-')), 'statement');
      writeFileSync(file, statement, 'latin1');
      await run('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'signoff@signalbox', '-f', keyOf(person), file]);
      return `${file}.sig`;
    },
    buildAgain: async (subject) => void (await fleet.build('1.1.0', await fleet.commit('ana', subject))),
    stop: async () => {
      const gone = once(agent, 'exit');
      agent.kill();
      await gone;
      await fleet.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The command's own clock, two days ahead: nobody waits that long. */
export const inTwoDays = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    const Now = Date, aheadMs = 172_800_000;
    globalThis.Date = class extends Now {
      constructor(...of) { super(...(of.length === 0 ? [Now.now() + aheadMs] : of)); }
      static now() { return Now.now() + aheadMs; }
    };`)}`,
];
