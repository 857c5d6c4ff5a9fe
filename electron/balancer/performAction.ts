import { Fault } from '../../shared/protocol/fault.ts';
import { holdState, keyOf, releaseState, restoreHold } from './balancerMemory.ts';
import type { RuntimeLine } from './lines.ts';
import { describeServer, isAsAsked, lineFor, usualTraits } from './poolLines.ts';
import type { PoolAction } from './poolLines.ts';
import type { PoolMemberRef, SentLine } from './poolMember.ts';
import type { MemberSighting, PoolReach } from './poolReach.ts';
import { verifyAcknowledged } from './runtimeReply.ts';

interface PlannedLine {
  readonly balancer: string;
  readonly line: RuntimeLine;
}

/** By what is known now; the usual server is assumed where nothing is. */
export function literalLines(
  reach: PoolReach,
  action: PoolAction,
  member: PoolMemberRef,
): readonly PlannedLine[] {
  return member.balancers.map((balancer) => {
    const traits = reach.balancer(balancer).memory.traits.get(keyOf(member)) ?? usualTraits;
    return { balancer, line: lineFor(action, member, traits) };
  });
}

/** Observe everywhere, decide, send, observe again. See `PoolControl.perform`. */
export async function performAction(
  reach: PoolReach,
  action: PoolAction,
  member: PoolMemberRef,
  o: { signal?: AbortSignal },
): Promise<readonly SentLine[]> {
  const announced = literalLines(reach, action, member);
  const before = await reach.observeMember(member, o);
  const lines = literalLines(reach, action, member);
  verifyAsAnnounced(member, announced, lines);
  if (action === 'ready') before.forEach(verifyMayBeReady);
  else before.forEach((seen) => rememberWeight(reach, seen));

  const sent = await sendAll(reach, action, member, lines, o);
  const after = await reach.observeMember(member, o);
  for (const seen of after) verifyResult(action, seen, sent);
  if (action === 'ready')
    for (const { balancer } of after) releaseState(reach.balancer(balancer).memory, member);
  return sent;
}

/** What goes out must be what the plan and the journal say goes out. */
function verifyAsAnnounced(
  member: PoolMemberRef,
  announced: readonly PlannedLine[],
  lines: readonly PlannedLine[],
): void {
  const differing = lines.filter((planned, at) => planned.line !== announced[at]?.line);
  if (differing.length === 0) return;
  throw new Fault(
    'BALANCER_REFUSED',
    `${keyOf(member)} is not configured as the plan assumed: nothing was sent`,
    {
      wayOut: 'Run the preflight of this host again: the lines it needs are known now.',
      details: differing.map(({ balancer, line }) => `${balancer} needs "${line}"`),
      retryable: true,
    },
  );
}

/** Trap 1: straight out of maintenance HAProxy trusts before it checks. Blind servers have no check to wait for. */
function verifyMayBeReady({ balancer, server, checked }: MemberSighting): void {
  const hasChecks = checked.check.configured && checked.check.enabled;
  if (!server.admin.forcedMaint || !hasChecks) return;
  throw new Fault(
    'BALANCER_REFUSED',
    `${keyOf(server)} on balancer ${balancer} is in maintenance: "ready" would send clients before a check passed`,
    {
      wayOut: 'Admit it first, wait until the pool calls it healthy, then set it ready.',
    },
  );
}

/** The first weight counts: the host may go from drain to maintenance and back. */
function rememberWeight(reach: PoolReach, { balancer, server }: MemberSighting): void {
  const { weightsBefore } = reach.balancer(balancer).memory;
  if (!weightsBefore.has(keyOf(server))) weightsBefore.set(keyOf(server), server.userWeight);
}

/** To all balancers at once: the time in which one of them routes there and another one does not stays short. */
async function sendAll(
  reach: PoolReach,
  action: PoolAction,
  member: PoolMemberRef,
  lines: readonly PlannedLine[],
  o: { signal?: AbortSignal },
): Promise<readonly SentLine[]> {
  const answers = await Promise.all(
    lines.map(async ({ balancer, line }): Promise<Sending> => {
      const { client, memory } = reach.balancer(balancer);
      const heldBefore = memory.holds.get(keyOf(member));
      // Held before it is sent: should HAProxy reload in this moment, the next look puts the state back.
      if (action !== 'ready') holdState(memory, member, action);
      let sent: SentLine | undefined;
      try {
        const reply = await client.command(line, o);
        sent = { balancer, line, reply };
        verifyAcknowledged(balancer, line, reply);
        return { sent };
      } catch (error) {
        // Only a certain "no" undoes the hold; whatever else went wrong, the change may have been made.
        if (isCertainlyUnchanged(error)) restoreHold(memory, member, heldBefore);
        return { sent, failure: { error } };
      }
    }),
  );
  const sent = answers.flatMap((answer) => answer.sent ?? []);
  const failed = answers.find((answer) => answer.failure !== undefined);
  if (failed?.failure) throw withWhatWasSent(failed.failure.error, sent);
  return sent;
}

interface Sending {
  readonly sent: SentLine | undefined;
  readonly failure?: { readonly error: unknown };
}

function isCertainlyUnchanged(error: unknown): boolean {
  return (
    error instanceof Fault &&
    (error.code === 'BALANCER_PERMISSION_DENIED' || error.code === 'BALANCER_UNKNOWN_TARGET')
  );
}

function verifyResult(
  action: PoolAction,
  { balancer, server }: MemberSighting,
  sent: readonly SentLine[],
): void {
  if (isAsAsked(action, server)) return;
  const fault = new Fault(
    'BALANCER_REFUSED',
    `${keyOf(server)} on balancer ${balancer} took "${action}" and reads: ${describeServer(server)}`,
    {
      wayOut: 'Something else works on this server at the same time: find out what before going on.',
    },
  );
  throw withWhatWasSent(fault, sent);
}

/** Some balancers may have done it already: the journal must be able to say which. */
function withWhatWasSent(error: unknown, sent: readonly SentLine[]): unknown {
  if (!(error instanceof Fault)) return error;
  return new Fault(error.code, error.message, {
    ...(error.wayOut === undefined ? {} : { wayOut: error.wayOut }),
    retryable: error.retryable,
    details: [
      ...(error.details ?? []),
      ...sent.map(
        ({ balancer, line, reply }) => `${balancer} answered "${line}" with ${JSON.stringify(reply)}`,
      ),
    ],
    cause: error,
  });
}
