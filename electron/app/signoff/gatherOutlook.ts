import type { SignedDecision } from '../../../shared/model/eligibility.ts';
import type { Implementers, ImplementersAnswer } from '../../../shared/model/implementer.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import type { Gate, PromotionOutlook } from '../../../shared/model/promotion.ts';
import type { Release } from '../../../shared/model/release.ts';
import type { StatementBindings, StatementRules } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { FleetObserver } from '../../fleet/fleetObserver.ts';
import { readImplementers } from '../../repository/implementers/readImplementers.ts';
import { decideEligibility } from '../../signoff/eligibility/decideEligibility.ts';
import { toBindings } from '../../signoff/statement/toBindings.ts';
import { readReleases } from '../../workspace/readReleases.ts';
import { findTarget, type PlanQuestion, type PreparedPlan } from '../planService.ts';
import type { AppPorts } from '../ports.ts';
import { type Bases, basesOf } from './observeBases.ts';
import { findPolicy, type Rules } from './readRules.ts';
import { toRepositoryRanges } from './repositoryRanges.ts';

/** What a promotion is judged by, as it is found now. */
export interface Outlook {
  readonly rules: Rules;
  /** For the contract: gates, who may, why not. */
  readonly shown: PromotionOutlook;
  readonly policy: Policy;
  /** Everything that could be asked; `undefined` while a gate is shut. */
  readonly question: PromotionQuestion | undefined;
}

/** Complete: all of it, or there is nothing to sign. */
export interface PromotionQuestion {
  readonly prepared: PreparedPlan;
  readonly release: Release;
  readonly implementers: Implementers;
  readonly bindings: StatementBindings;
}

export interface OutlookParts {
  readonly ports: Pick<AppPorts, 'now'>;
  readonly observer: Pick<FleetObserver, 'look'>;
  prepare(question: PlanQuestion, signal?: AbortSignal): Promise<PreparedPlan>;
}

export interface OutlookRequest extends PlanQuestion {
  readonly promotionId: string;
  readonly statementRules: StatementRules;
  readonly reasonSha256: string | undefined;
  readonly requester: string;
  readonly operators: readonly string[];
  readonly decisions: readonly SignedDecision[];
}

/**
 * Looks at artifact, balancers, hosts and repositories anew, and says of each whether its gate is open. Nothing is changed.
 * @throws Fault NOT_FOUND, also where the environment has no policy; CANCELLED.
 */
export async function gatherOutlook(
  request: OutlookRequest,
  rules: Rules,
  parts: OutlookParts,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Outlook> {
  const policy = requirePolicy(rules, request.environment);
  const prepared = await gateOfPlan(() => parts.prepare(request, signal));
  const observedAt = parts.ports.now().toISOString();
  const opened = 'value' in prepared ? prepared.value : undefined;
  const bases = await observe(request, rules, parts, opened?.release.artifactSha256 ?? '');
  const implementers =
    opened && bases.kind === 'known'
      ? await findImplementers(request, rules, opened, bases, signal)
      : undefined;
  const question = opened && toQuestion(request, policy, opened, bases, implementers);
  const eligibility =
    question &&
    decideEligibility({
      people: rules.roster.people,
      policy,
      implementers: question.implementers,
      requester: request.requester,
      operators: request.operators,
      bindings: question.bindings,
      decisions: request.decisions,
      now: parts.ports.now().toISOString(),
    });
  const gates: Gate[] = [
    ...prepared.gates,
    gateOfBases(bases),
    ...(implementers ? [gateOfImplementers(implementers)] : []),
    ...(eligibility
      ? [{ kind: 'policy', passed: eligibility.canBeSatisfied, text: eligibility.finding ?? enough } as const]
      : []),
  ];
  const shown: PromotionOutlook = {
    observedAt,
    gates,
    policy,
    ...(opened ? { prepared: toShownPlan(opened) } : {}),
    ...(implementers ? { implementers } : {}),
    ...(question ? { bindings: question.bindings } : {}),
    ...(eligibility ? { eligibility } : {}),
  };
  return { rules, shown, policy, question };
}

const enough = 'Enough people may sign.';

function requirePolicy(rules: Rules, environment: string): Policy {
  const policy = findPolicy(rules, environment);
  if (policy) return policy;
  throw new Fault('NOT_FOUND', `${environment} has no policy, so nobody is asked for sign-offs there.`, {
    wayOut: `Roll out to it directly, or write "signoff" for ${environment} in signalbox.yaml.`,
  });
}

function toShownPlan({ plan, planSha256, notices }: PreparedPlan): NonNullable<PromotionOutlook['prepared']> {
  return { plan, planSha256, notices: [...notices] };
}

/** What a person could mend is a gate that is shut; what was asked wrongly is thrown. */
async function gateOfPlan(
  prepare: () => Promise<PreparedPlan>,
): Promise<{ readonly gates: Gate[]; readonly value: PreparedPlan } | { readonly gates: Gate[] }> {
  const artifactOk = (it: PreparedPlan): Gate => ({
    kind: 'artifact',
    passed: true,
    text: `The artifact has the digest that the release names: ${it.release.artifactSha256.slice(0, 12)}.`,
  });
  const balancersOk = (it: PreparedPlan): Gate => ({
    kind: 'balancers',
    passed: true,
    text: it.plan.pool
      ? `${it.plan.pool.balancers.join(', ')} would obey.`
      : 'No balancer routes to these hosts.',
  });
  try {
    const value = await prepare();
    return { gates: [artifactOk(value), balancersOk(value)], value };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const kind = gateKindOf(error);
    if (!kind) throw error;
    return { gates: [{ kind, passed: false, text: error.message, ...wayOutOf(error) }] };
  }
}

function gateKindOf({ code }: Fault): 'artifact' | 'balancers' | undefined {
  if (code === 'ARTIFACT_MISSING' || code === 'DIGEST_MISMATCH' || code === 'RELEASE_NOT_FOUND') {
    return 'artifact';
  }
  return code.startsWith('BALANCER_') || code === 'CAPACITY' ? 'balancers' : undefined;
}

function wayOutOf({ wayOut }: Fault): { readonly wayOut?: string } {
  return wayOut === undefined ? {} : { wayOut };
}

async function observe(
  request: OutlookRequest,
  { workspace }: Rules,
  parts: OutlookParts,
  candidate: string,
): Promise<Bases> {
  const target = findTarget(workspace, request);
  const hosts = new Set<string>(target.placements.map((it) => it.host));
  const seen = await parts.observer.look({ hosts, balancers: new Set() });
  return basesOf(target, seen.hosts, candidate);
}

async function findImplementers(
  request: OutlookRequest,
  rules: Rules,
  prepared: PreparedPlan,
  bases: Extract<Bases, { kind: 'known' }>,
  signal: AbortSignal | undefined,
): Promise<ImplementersAnswer> {
  const { workspace, roster } = rules;
  const service = workspace.services.find((it) => it.name === request.service);
  if (!service) throw new Fault('NOT_FOUND', `The workspace has no service ${request.service}.`);
  const { releases } = await readReleases({
    directory: workspace.directory,
    folder: workspace.releasesFolder,
    service: request.service,
  });
  const candidate = prepared.release;
  const repositories = toRepositoryRanges({ service, candidate, running: bases.running, releases });
  return readImplementers({ repositories, roster }, signal ? { signal } : {});
}

function gateOfBases(bases: Bases): Gate {
  if (bases.kind === 'unknown') {
    return {
      kind: 'observation',
      passed: false,
      text: `It is not known what runs there: ${bases.message}`,
      wayOut: 'Look again when every host can be seen; what is really deployed decides who wrote the change.',
    };
  }
  if (bases.hosts === bases.atCandidate) {
    return {
      kind: 'observation',
      passed: false,
      text: 'Every host has this very artifact already: there is nothing to promote.',
      wayOut: 'Choose another release.',
    };
  }
  const old = bases.running.map((it) => it.artifactSha256.slice(0, 12)).join(', ') || 'nothing';
  const text = `${bases.hosts} hosts were seen; there runs ${old}${
    bases.atCandidate === 0 ? '' : `, and the candidate on ${bases.atCandidate}`
  }.`;
  return { kind: 'observation', passed: true, text };
}

function gateOfImplementers(answer: ImplementersAnswer): Gate {
  if (answer.kind === 'known') {
    const { people, totalCommits } = answer.implementers;
    const who = people.map((it) => it.person).join(', ') || 'bots only';
    return {
      kind: 'implementers',
      passed: true,
      text: `${totalCommits} ${totalCommits === 1 ? 'commit' : 'commits'} by ${who}.`,
    };
  }
  const [first] = answer.findings;
  return {
    kind: 'implementers',
    passed: false,
    text: answer.findings.map((it) => it.message).join(' '),
    ...(first ? { wayOut: first.wayOut } : {}),
  };
}

function toQuestion(
  request: OutlookRequest,
  policy: Policy,
  prepared: PreparedPlan,
  bases: Bases,
  answer: ImplementersAnswer | undefined,
): PromotionQuestion | undefined {
  if (bases.kind !== 'known' || bases.hosts === bases.atCandidate) return undefined;
  if (answer?.kind !== 'known') return undefined;
  const { implementers } = answer;
  const { release } = prepared.plan;
  const bindings = toBindings({
    promotion: request.promotionId,
    environment: request.environment,
    rules: request.statementRules,
    ...(request.reasonSha256 === undefined ? {} : { reasonSha256: request.reasonSha256 }),
    release,
    running: bases.running.map((it) => it.artifactSha256),
    deployed: bases.running.map((it) => it.commit),
    planSha256: prepared.planSha256,
    implementers,
    policy,
  });
  return { prepared, release, implementers, bindings };
}
