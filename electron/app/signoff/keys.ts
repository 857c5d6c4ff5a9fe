import type { KeySource, UsableKey } from '../../../shared/model/identity.ts';
import type { Person } from '../../../shared/model/person.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { findKeyFiles } from '../../signoff/keys/findKeyFiles.ts';
import { listAgentKeys } from '../../signoff/keys/listAgentKeys.ts';
import type { SignKey } from '../../signoff/sign/signWithSshKeygen.ts';

/** Where keys are looked for on this machine. */
export interface KeyPlaces {
  /** Folders of key pairs. */
  readonly folders: readonly string[];
  /** `SSH_AUTH_SOCK`. */
  readonly agentSocket: string | undefined;
}

/** Keys of this person that can be used from here, those of the agent first: they ask for no passphrase. */
export async function listUsableKeys(person: Person, places: KeyPlaces): Promise<UsableKey[]> {
  const [held, files] = await Promise.all([
    places.agentSocket === undefined ? [] : listAgentKeys(places.agentSocket),
    findKeyFiles(places.folders),
  ]);
  const keyOf = (fingerprint: string) => person.keys.find((it) => it.fingerprint === fingerprint);
  const toUsable = (fingerprint: string, source: KeySource): UsableKey[] => {
    const key = keyOf(fingerprint);
    if (!key || key.isRevoked) return [];
    return [{ source, person: person.name, fingerprint, keyKind: key.kind, comment: key.comment }];
  };
  return [
    ...held.flatMap((fingerprint) => toUsable(fingerprint, { kind: 'agent', fingerprint })),
    ...files.flatMap(({ fingerprint, path }) => toUsable(fingerprint, { kind: 'file', path })),
  ];
}

/** @throws Fault NOT_FOUND when no agent is there, or the fingerprint is nobody's. */
export function toSignKey(source: KeySource, people: readonly Person[], places: KeyPlaces): SignKey {
  if (source.kind === 'file') return { kind: 'file', path: source.path };
  if (places.agentSocket === undefined) {
    throw new Fault('NOT_FOUND', 'No SSH agent is known here.', {
      wayOut: 'Start ssh-agent and load the key, or sign with the key file.',
    });
  }
  const key = people.flatMap((it) => it.keys).find((it) => it.fingerprint === source.fingerprint);
  if (!key) {
    throw new Fault('NOT_FOUND', `The key ${source.fingerprint} belongs to nobody of this workspace.`, {
      wayOut: 'Choose a key that people in signalbox.yaml names.',
    });
  }
  return {
    kind: 'agent',
    socket: places.agentSocket,
    publicKeyLine: `${key.type} ${key.base64} ${key.comment}`,
  };
}
