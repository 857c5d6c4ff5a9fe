import { describe, expect, it } from 'vitest';
import { type Statement, signoffNamespace, type StatementBindings } from '../../../shared/model/statement.ts';
import { type DecisionQuestion, verifyDecision } from '../../../electron/signoff/decision/verifyDecision.ts';
import { toStatementBytes } from '../../../electron/signoff/statement/statementBytes.ts';
import { bindings, type Cast, createCast, createStatement, later, now } from '../../fixtures/signoffStory.ts';
import { createSoftwareFidoKey, createSoftwareKey, type SoftwareKey } from '../../fixtures/softwareKeys.ts';
import { readVector } from '../../fixtures/sshsigVectors.ts';

const cast = createCast({ emergency: { group: 'oncall', reviewWithin: '24h' } });

interface Telling {
  readonly statement?: Partial<Statement>;
  readonly key?: SoftwareKey;
  readonly namespace?: string;
  readonly cast?: Cast;
  readonly question?: Partial<DecisionQuestion>;
}

/** Li signs what is asked, and it is taken in five minutes later, unless the story says otherwise. */
function tell(story: Telling = {}): ReturnType<typeof verifyDecision> {
  const staged = story.cast ?? cast;
  const { people, policy } = staged;
  const statementBytes = toStatementBytes(createStatement('li', story.statement));
  const armor = (story.key ?? staged.keyOf('li')).signArmor({
    message: statementBytes,
    namespace: story.namespace ?? signoffNamespace,
  });
  const recordedAt = later(1 / 12);
  return verifyDecision({
    statementBytes,
    armor,
    people,
    policy,
    bindings,
    recordedAt,
    taken: [],
    ...story.question,
  });
}

function castWithKey(key: SoftwareKey, more: object = {}, policy = {}): Cast {
  return createCast(policy, { li: { keys: [{ key: key.publicKeyLine, ...more }] } });
}

describe('a decision', () => {
  it('counts when its person signed exactly what is asked, with a key that is good', () => {
    expect(tell()).toMatchObject({
      kind: 'verified',
      decision: {
        person: 'li',
        keyKind: 'ed25519',
        recordedAt: later(1 / 12),
        statement: { decision: 'approve' },
      },
    });
  });

  const own = createSoftwareKey();
  const soft = (more: object): Telling => ({ key: own, cast: castWithKey(own, more) });
  const untouched = createSoftwareFidoKey(0);
  const touched = createSoftwareFidoKey(1);
  const asked = (changes: Partial<StatementBindings>): Telling => ({
    question: { bindings: { ...bindings, ...changes } },
  });

  it.each<[string, Telling, string, RegExp]>([
    ['in another namespace', { namespace: 'git' }, 'wrongNamespace', /another purpose/],
    ['with a key of nobody', { key: createSoftwareKey() }, 'unknownKey', /belongs to nobody/],
    [
      'with the key of somebody else',
      { key: cast.keyOf('omar') },
      'wrongPrincipal',
      /li's, and the key is omar's/,
    ],
    ['with a revoked key, whenever', soft({ revoked: true }), 'keyRevoked', /revoked/],
    ['with a key before its time', soft({ validFrom: later(1) }), 'keyNotYetValid', /not valid before/],
    ['with a key after its time', soft({ validBefore: now }), 'keyExpired', /key expired/],
    [
      'with a kind of key that the policy does not take',
      { key: own, cast: castWithKey(own, {}, { keyKinds: ['fido'] }) },
      'keyKindNotAllowed',
      /fido only/,
    ],
    ['without a touch', { key: untouched, cast: castWithKey(untouched) }, 'notTouched', /Nobody touched/],
    ['of another promotion', asked({ promotion: 'p-18' }), 'otherPromotion', /p-17, not p-18/],
    ['of another service', { statement: { service: 'till' as never } }, 'otherService', /till, not shop/],
    [
      'of another environment',
      { statement: { environment: 'staging' as never } },
      'otherEnvironment',
      /staging/,
    ],
    ['of another artifact', asked({ artifactSha256: 'f'.repeat(64) }), 'otherArtifact', /artifact changed/],
    ['of another plan', asked({ planSha256: 'f'.repeat(64) }), 'stale', /plan changed/],
    ['of another policy', asked({ policyVersion: 'f'.repeat(64) }), 'stale', /policy changed/],
    ['of other implementers', asked({ implementersSha256: 'f'.repeat(64) }), 'stale', /Who wrote/],
    ['under emergency rules', { statement: { rules: 'emergency' } }, 'stale', /emergency rules/],
    ['after its expiry', { question: { recordedAt: later(24) } }, 'expired', /was good until/],
    [
      'for longer than the policy allows',
      { statement: { expiresAt: later(25) } },
      'goodForTooLong',
      /longer/,
    ],
    [
      'of tomorrow',
      { statement: { statedAt: later(2), expiresAt: later(3) } },
      'statedInTheFuture',
      /to come/,
    ],
  ])('is refused %s, in its own words', (_, story, code, message) => {
    expect(tell(story)).toMatchObject({ kind: 'refused', code, message: expect.stringMatching(message) });
  });

  it('is refused when it was taken in before', () => {
    const first = tell();
    if (first.kind !== 'verified') throw new Error(first.message);
    expect(tell({ question: { taken: [first.decision] } })).toMatchObject({ code: 'usedTwice' });
  });

  it('is judged by the journal\u2019s time and not by what it claims', () => {
    const story = soft({ validBefore: later(1) });
    expect(tell({ ...story, question: { recordedAt: later(0.5) } }).kind).toBe('verified');
    expect(tell({ ...story, question: { recordedAt: later(2) } })).toMatchObject({ code: 'keyExpired' });
  });

  it('of emergency rules is refused where the policy knows none', () => {
    const emergency = { ...bindings, rules: 'emergency' } as const;
    const story: Telling = {
      statement: { rules: 'emergency' },
      cast: createCast(),
      question: { bindings: emergency },
    };
    expect(tell(story)).toMatchObject({ code: 'stale' });
  });

  it('counts with a touch', () => {
    expect(tell({ key: touched, cast: castWithKey(touched, {}, { keyKinds: ['fido'] }) })).toMatchObject({
      kind: 'verified',
      decision: { keyKind: 'fido' },
    });
  });

  it('is no statement when a byte of it is not ours', () => {
    const question = { statementBytes: Buffer.from('approve everything') };
    expect(tell({ question })).toMatchObject({ code: 'notAStatement' });
  });

  it('is refused when any byte of statement or armor is another', () => {
    const statementBytes = toStatementBytes(createStatement('li'));
    const armor = Buffer.from(
      cast.keyOf('li').signArmor({ message: statementBytes, namespace: signoffNamespace }),
    );
    const flip = (bytes: Buffer, at: number): Buffer =>
      Buffer.from(bytes.map((it, index) => (index === at ? it ^ 1 : it)));
    for (let at = 0; at < statementBytes.length; at += 1) {
      expect(tell({ question: { statementBytes: flip(statementBytes, at), armor } }).kind).toBe('refused');
    }
    for (let at = 0; at < armor.length; at += 1) {
      expect(tell({ question: { statementBytes, armor: flip(armor, at) } }).kind).toBe('refused');
    }
  });

  it('waits for ssh-keygen where only that can tell', () => {
    const { armor } = readVector('ecdsa_sk_webauthn');
    expect(tell({ question: { armor } })).toMatchObject({ code: 'wrongNamespace' });
  });
});
