import ssh2, { type BaseAgent, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';
import type { Identity } from './identityFile.ts';
import type { Keyring } from './keyring.ts';
import type { SshTarget } from './remoteHost.ts';

type Sign = (data: Buffer, options: SigningRequestOptions, done: SignCallback) => void;

interface LoginKey {
  readonly publicKey: ParsedKey;
  readonly sign: Sign;
}

/** The keys to offer a host, as ssh2 wants them, and what became of them. */
export interface LoginKeys {
  readonly agent: BaseAgent<ParsedKey>;
  /** What was offered and what could not be, for the message when none is accepted. */
  notes(): readonly string[];
  /** Locked files that would help: the host accepts the key, or nobody can tell without the passphrase. */
  wanted(): readonly string[];
}

/**
 * Gathers the keys of a target: the configured files first (from the agent where it has them), then whatever
 * else the agent holds, because a server counts each offer (`MaxAuthTries 6`). Never asks for a passphrase: a
 * locked key is offered by its public half, and remembered when the host would take it.
 */
export async function gatherLoginKeys(
  target: SshTarget,
  keyring: Keyring,
  defaultAgentSocket: string | undefined,
): Promise<LoginKeys> {
  const identities = await Promise.all(target.identityFiles.map((file) => keyring.read(file)));
  const notes: string[] = [];
  const wanted: string[] = [];
  const agentKeys = await readAgentKeys(target.agentSocket ?? defaultAgentSocket, notes);
  const fileKeys = identities.flatMap((identity) => toLoginKeys(identity, agentKeys, { notes, wanted }));
  const others = agentKeys.filter((key) => !fileKeys.some((fileKey) => isSameKey(fileKey, key)));
  return {
    agent: new LoginAgent([...fileKeys, ...others]),
    notes: () => notes,
    wanted: () => wanted,
  };
}

function toLoginKeys(
  identity: Identity,
  agentKeys: readonly LoginKey[],
  report: { readonly notes: string[]; readonly wanted: string[] },
): readonly LoginKey[] {
  const fromAgent = (publicKey: ParsedKey) =>
    agentKeys.filter((key) => key.publicKey.getPublicSSH().equals(publicKey.getPublicSSH()));
  switch (identity.kind) {
    case 'ready':
      report.notes.push(`${identity.file}: offered`);
      return [{ publicKey: identity.key, sign: signWith(identity.key) }];
    case 'unusable':
      report.notes.push(`${identity.file}: ${identity.why}`);
      return [];
    case 'public':
      if (fromAgent(identity.publicKey).length === 0) {
        report.notes.push(`${identity.file}: a public key, but the agent does not hold its private half`);
      }
      return fromAgent(identity.publicKey);
    case 'locked': {
      const { publicKey, file } = identity;
      if (publicKey === undefined) {
        report.wanted.push(file);
        report.notes.push(`${file}: locked by a passphrase`);
        return [];
      }
      const held = fromAgent(publicKey);
      return held.length > 0 ? held : [{ publicKey, sign: refuseLocked(file, report) }];
    }
  }
}

function signWith(key: ParsedKey): Sign {
  return (data, options, done) => {
    const signature: Buffer | Error = key.sign(data, options.hash);
    if (signature instanceof Error) done(signature);
    else done(null, signature);
  };
}

/** ssh2 asks for a signature only when the host would take the key: then its passphrase is worth asking for. */
function refuseLocked(file: string, report: { readonly notes: string[]; readonly wanted: string[] }): Sign {
  return (_data, _options, done) => {
    report.wanted.push(file);
    report.notes.push(`${file}: accepted, but locked by a passphrase`);
    done(new Error(`${file} is locked by a passphrase`));
  };
}

async function readAgentKeys(socket: string | undefined, notes: string[]): Promise<readonly LoginKey[]> {
  if (socket === undefined || socket === '' || socket === 'none') return [];
  const agent = ssh2.createAgent(socket);
  return new Promise((resolve) => {
    agent.getIdentities((error, keys) => {
      if (error) notes.push(`agent ${socket}: ${error.message}`);
      else notes.push(`agent ${socket}: ${keys?.length ?? 0} keys`);
      const usable = (keys ?? []).filter(isParsedKey);
      resolve(
        usable.map((publicKey) => ({ publicKey, sign: (...request) => agent.sign(publicKey, ...request) })),
      );
    });
  });
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}

function isSameKey(one: LoginKey, other: LoginKey): boolean {
  return one.publicKey.getPublicSSH().equals(other.publicKey.getPublicSSH());
}

/**
 * Looks like an agent to ssh2, which then offers each key by its public half first. RSA signs with SHA-2 only:
 * ssh2 would fall back to SHA-1 (`ssh-rsa`) where a server does not tell what it takes.
 */
class LoginAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #keys: readonly LoginKey[];

  constructor(keys: readonly LoginKey[]) {
    super();
    this.#keys = keys;
  }

  override getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    done(
      null,
      this.#keys.map((key) => key.publicKey),
    );
  }

  override sign(
    publicKey: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const done = typeof options === 'function' ? options : callback;
    const request = typeof options === 'function' ? {} : options;
    if (!done) return;
    const key = this.#keys.find((candidate) =>
      candidate.publicKey.getPublicSSH().equals(publicKey.getPublicSSH()),
    );
    if (!key) done(new Error('this key was not offered'));
    else if (publicKey.type === 'ssh-rsa' && request.hash !== 'sha256' && request.hash !== 'sha512') {
      done(new Error('the server takes RSA with SHA-1 only, which is refused'));
    } else key.sign(data, request, done);
  }
}
