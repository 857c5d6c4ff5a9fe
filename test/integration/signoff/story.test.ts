import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignedDecision } from '../../../shared/model/eligibility.ts';
import { peopleInput } from '../../../shared/model/person.ts';
import { policyInput } from '../../../shared/model/policy.ts';
import { release } from '../../../shared/model/release.ts';
import { type StatementBindings, signoffNamespace } from '../../../shared/model/statement.ts';
import { readImplementers } from '../../../electron/repository/implementers/readImplementers.ts';
import { toAllowedSigners } from '../../../electron/signoff/allowedSigners/toAllowedSigners.ts';
import { verifyDecision } from '../../../electron/signoff/decision/verifyDecision.ts';
import type { DecisionFacts } from '../../../electron/signoff/eligibility/countDecisions.ts';
import { decideApproval } from '../../../electron/signoff/eligibility/decideApproval.ts';
import { decideEligibility } from '../../../electron/signoff/eligibility/decideEligibility.ts';
import { resolvePolicy } from '../../../electron/signoff/people/resolvePolicy.ts';
import { resolveRoster } from '../../../electron/signoff/people/resolveRoster.ts';
import { signWithSshKeygen } from '../../../electron/signoff/sign/signWithSshKeygen.ts';
import { toBindings } from '../../../electron/signoff/statement/toBindings.ts';
import { toStatementBytes } from '../../../electron/signoff/statement/statementBytes.ts';
import { createSshKey, type SshKeyPair } from '../../fixtures/sshKey.ts';

const at = '2026-05-01T12:00:00.000Z';
const artifactSha256 = 'a'.repeat(64);
let folder: string;
let keys: Map<string, SshKeyPair>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-test-'));
  const types = { ana: 'ed25519', li: 'ecdsa', omar: 'rsa' } as const;
  const made = Object.entries(types).map(async ([name, type]): Promise<[string, SshKeyPair]> => [
    name,
    await createSshKey(folder, name, { type }),
  ]);
  keys = new Map(await Promise.all(made));
  git('init', '-q', '-b', 'main');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Ana', '-c', 'user.email=ana@shop.example', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}
function commit(message: string): string {
  git('commit', '-q', '--allow-empty', '-m', message);
  return git('rev-parse', 'HEAD');
}

/** What the app gathers for a candidate, from the file of people, the policy and the repository. */
async function gather(base: string, head: string): Promise<DecisionFacts> {
  const entry = (name: string): object => ({
    emails: [`${name}@shop.example`],
    keys: [keys.get(name)?.publicKeyLine],
    groups: ['releasers'],
  });
  const people = peopleInput.parse({ ana: entry('ana'), li: entry('li'), omar: entry('omar') });
  const roster = resolveRoster({ people });
  if (roster.kind === 'refused') throw new Error(JSON.stringify(roster.findings));
  const policy = resolvePolicy(
    'production',
    policyInput.parse({ required: 2, group: 'releasers' }),
    roster.roster,
  );
  if (policy.kind === 'refused') throw new Error(JSON.stringify(policy.findings));
  const repositories = [{ name: 'shop', directory: folder, deployed: [base], head }];
  const written = await readImplementers({ repositories, roster: roster.roster });
  if (written.kind === 'blocked') throw new Error(JSON.stringify(written.findings));
  const bindings = toBindings({
    promotion: 'p-17',
    environment: 'production',
    rules: 'ordinary',
    release: release.parse({ service: 'shop', version: '1.4.0', commit: head, artifactSha256 }),
    running: ['b'.repeat(64)],
    deployed: [base],
    planSha256: 'c'.repeat(64),
    implementers: written.implementers,
    policy: policy.policy,
  });
  const facts = { people: roster.roster.people, policy: policy.policy, implementers: written.implementers };
  return { ...facts, requester: 'ana', operators: ['ana'], now: at, bindings, decisions: [] };
}

interface Evidence {
  readonly decision: SignedDecision;
  readonly statementBytes: Buffer;
  readonly armor: string;
}

async function sign(
  name: string,
  facts: DecisionFacts,
  bindings: StatementBindings = facts.bindings,
): Promise<Evidence> {
  const statementBytes = toStatementBytes({
    format: 'signalbox-signoff-1',
    decision: 'approve',
    ...bindings,
    approver: name,
    statedAt: at,
    expiresAt: '2026-05-02T12:00:00.000Z',
  });
  const armor = await signWithSshKeygen({
    key: { kind: 'file', path: keys.get(name)?.privateKeyFile ?? '' },
    bytes: statementBytes,
    namespace: signoffNamespace,
    holder: { ask: () => Promise.resolve(undefined) },
  });
  const verdict = verifyDecision({ ...facts, statementBytes, armor, recordedAt: at, taken: facts.decisions });
  if (verdict.kind === 'refused') throw new Error(verdict.message);
  return { decision: verdict.decision, statementBytes, armor };
}

describe('a change on its way to production', () => {
  it('is approved by those who did not write it, goes stale with a new commit, and is proven by ssh-keygen alone', async () => {
    const base = commit('what runs');
    const first = await gather(base, commit('what Ana wrote'));

    // Ana cannot sign, and if she did it would not count.
    const standing = decideEligibility(first).persons.find((it) => it.person === 'ana')?.standing;
    expect(standing).toMatchObject({ kind: 'barred', bars: [{ kind: 'implementer' }, {}, {}] });
    const ana = await sign('ana', first);
    expect(decideApproval({ ...first, decisions: [ana.decision] })).toMatchObject({
      kind: 'waiting',
      signed: 0,
    });

    // Li and Omar sign.
    const one = await sign('li', first);
    const other = await sign('omar', first);
    const decisions = [one.decision, other.decision];
    expect(decideApproval({ ...first, decisions })).toMatchObject({ kind: 'approved', by: ['li', 'omar'] });

    // A new commit: what they signed is no longer what would be deployed.
    const second = await gather(base, commit('one thing more'));
    const stale = decideApproval({ ...second, decisions });
    expect(stale).toMatchObject({ kind: 'stale' });
    expect(stale.kind === 'stale' && stale.stale[0]?.differences.map((it) => it.field)).toEqual([
      'headCommit',
      'implementersSha256',
    ]);

    // They sign again.
    const again = [await sign('li', second), await sign('omar', second)];
    const all = [...decisions, ...again.map((it) => it.decision)];
    expect(decideApproval({ ...second, decisions: all })).toMatchObject({ kind: 'approved', discounted: [] });

    // An auditor has the files, and no Signalbox.
    writeFileSync(join(folder, 'allowed_signers'), toAllowedSigners(second.people));
    for (const { decision, statementBytes, armor } of again) {
      writeFileSync(join(folder, 'statement.sig'), armor);
      const args = [
        '-Y',
        'verify',
        '-f',
        'allowed_signers',
        '-I',
        decision.person,
        '-n',
        'signoff@signalbox',
      ];
      const said = execFileSync('ssh-keygen', [...args, '-s', 'statement.sig'], {
        cwd: folder,
        input: statementBytes,
        encoding: 'utf8',
      });
      expect(said).toContain(`Good "signoff@signalbox" signature for ${decision.person}`);
    }
  });
});

describe('what a decision is about', () => {
  it('cannot be put together from things that do not belong together', async () => {
    const base = commit('what runs');
    const head = commit('what Ana wrote');
    const { implementers, policy } = await gather(base, head);
    const facts = {
      promotion: 'p-17',
      environment: 'production',
      rules: 'ordinary',
      release: release.parse({ service: 'shop', version: '1.4.0', commit: head, artifactSha256 }),
      running: [],
      deployed: [base],
      planSha256: 'c'.repeat(64),
      implementers,
      policy,
    } as const;
    expect(toBindings(facts)).toMatchObject({ runningSha256: 'none', baseCommit: base });
    expect(() => toBindings({ ...facts, environment: 'staging' })).toThrow(/policy is that of production/);
    expect(() => toBindings({ ...facts, release: { ...facts.release, commit: base } })).toThrow(
      /implementers are not/,
    );
    expect(() => toBindings({ ...facts, rules: 'emergency' })).toThrow(/knows no emergencies/);
    expect(() => toBindings({ ...facts, planSha256: 'x' })).toThrow(/planSha256/);
  });
});
