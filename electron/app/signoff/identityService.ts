import type { IdentityState } from '../../../shared/contract/signoffArea.ts';
import type { Actor } from '../../../shared/journal/envelope.ts';
import type { JournalEventOf } from '../../../shared/journal/events.ts';
import type { IdentitySession, KeySource, UsableKey } from '../../../shared/model/identity.ts';
import type { Person } from '../../../shared/model/person.ts';
import { identityNamespace } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createIdentityDesk } from '../../signoff/challenge/createIdentityDesk.ts';
import { signWithSshKeygen } from '../../signoff/sign/signWithSshKeygen.ts';
import type { AppConfig, AppPorts } from '../ports.ts';
import type { Prompts } from '../prompts.ts';
import type { StateStore } from '../stateStore.ts';
import { createKeyHolder } from './keyHolder.ts';
import { type KeyPlaces, listUsableKeys, toSignKey } from './keys.ts';
import type { RulesInForce } from './rulesInForce.ts';

const watchEveryMs = 1_000;

/** Who is at this desktop. Several people can use it in turn; each proves who they are with their own key. */
export interface IdentityService {
  current(): IdentitySession | undefined;
  /** @throws Fault IDENTITY_REQUIRED. */
  require(toDo: string): IdentitySession;
  /** Whom records name: the person at the desktop, else the account that the app runs under. */
  actor(): Actor;
  keys(person: string): Promise<UsableKey[]>;
  unlock(of: { readonly person: string; readonly key: KeySource }): Promise<IdentitySession>;
  lock(): Promise<void>;
  onChange(listener: (state: IdentityState) => void): () => void;
  /** Ends sessions whose time is over; until the signal aborts. */
  watch(options: { readonly signal: AbortSignal }): Promise<void>;
  dispose(): Promise<void>;
}

export function createIdentityService(parts: {
  readonly config: AppConfig;
  readonly ports: AppPorts;
  readonly prompts: Prompts;
  readonly store: StateStore;
  readonly rules: RulesInForce;
  readonly places: KeyPlaces;
}): IdentityService {
  const { config, ports, prompts, store, rules, places } = parts;
  const listeners = new Set<(state: IdentityState) => void>();
  const people = (): readonly Person[] => rules.latest()?.roster.people ?? [];
  const desk = createIdentityDesk({
    desktop: toDesktopId(config.machine),
    people,
    now: () => ports.now(),
  });
  /** As it was told last. */
  let told: IdentitySession | undefined;

  const tell = (session: IdentitySession | undefined): void => {
    told = session;
    for (const listener of listeners) listener(session ? { session } : {});
  };

  const recordLocked = async (why: JournalEventOf<'identityLocked'>['why']): Promise<void> => {
    const ended = told;
    if (!ended) return;
    tell(undefined);
    await store.commit(() => [{ kind: 'identityLocked', person: ended.person, why }], toActor(ended));
  };

  /** A session that ended by itself is told of, and recorded, when somebody looks. */
  const look = async (): Promise<void> => {
    if (!told || desk.current()) return;
    await recordLocked(ports.now().toISOString() >= told.endsAt ? 'timeOver' : 'keyNoLongerGood');
  };

  const prove = async (person: string, key: KeySource): Promise<IdentitySession> => {
    const bytes = desk.challenge(person);
    const keyHolder = createKeyHolder(prompts, describeKey(key));
    try {
      const armor = await signWithSshKeygen({
        key: toSignKey(key, people(), places),
        bytes,
        namespace: identityNamespace,
        holder: keyHolder.holder,
      });
      return desk.unlock({ bytes, armor });
    } finally {
      keyHolder.done();
    }
  };

  return {
    current: () => desk.current(),
    require: (toDo) => {
      const session = desk.current();
      if (session) return session;
      throw new Fault('IDENTITY_REQUIRED', `Who you are must be proven to ${toDo}.`, {
        wayOut: 'Unlock this desktop with a key of your own.',
      });
    },
    actor: () => {
      const session = desk.current();
      return session ? toActor(session) : { kind: 'person', name: config.userName };
    },
    keys: async (name) => {
      const { roster } = await rules.read();
      const person = roster.people.find((it) => it.name === name);
      if (!person) throw new Fault('NOT_FOUND', `"${name}" is nobody of this workspace.`);
      return listUsableKeys(person, places);
    },
    unlock: async ({ person, key }) => {
      await rules.bringInForce();
      try {
        const session = await prove(person, key);
        await recordLocked('replaced');
        await store.commit(
          () => [
            {
              kind: 'identityUnlocked',
              person: session.person,
              fingerprint: session.fingerprint,
              method: key.kind,
              endsAt: session.endsAt,
            },
          ],
          toActor(session),
        );
        tell(session);
        return session;
      } catch (error) {
        if (error instanceof Fault && error.code === 'AUTHENTICATION_FAILED') {
          const { message } = error;
          await store.commit(() => [{ kind: 'identityRefused', person, reason: message }]);
        }
        throw error;
      }
    },
    lock: async () => {
      desk.lock();
      await recordLocked('asked');
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watch: async ({ signal }) => {
      while (!signal.aborted) {
        await look();
        await ports.delay(watchEveryMs, { signal }).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
    },
    dispose: async () => {
      desk.lock();
      await recordLocked('closed').catch((error: unknown) => ports.reportError(error));
      listeners.clear();
    },
  };
}

function toActor({ person, fingerprint }: IdentitySession): Actor {
  return { kind: 'person', name: person, fingerprint };
}

function describeKey(key: KeySource): string {
  return key.kind === 'file' ? key.path : `the agent's key ${key.fingerprint}`;
}

/** Challenges name the desktop in plain ASCII; machine names may hold more. */
function toDesktopId(machine: string): string {
  const id = machine.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 100);
  return /^[A-Za-z0-9]/.test(id) ? id : `desktop-${id}`.slice(0, 100);
}
