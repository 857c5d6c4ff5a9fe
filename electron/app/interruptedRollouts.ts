import type { JournalEvent } from '../../shared/journal/events.ts';
import { isOpenStatus } from '../../shared/journal/rolloutStatus.ts';
import type { HostProgress, JournalState, RolloutState } from '../../shared/journal/state.ts';
import { environmentName, hostName, serviceName } from '../../shared/model/names.ts';
import { changesHost, type StepKind } from '../../shared/model/plan.ts';
import { stepText } from '../../shared/view/stepText.ts';
import type { AppPorts } from './ports.ts';
import { readProcessIdentity } from './processIdentity.ts';
import type { StateStore } from './stateStore.ts';

const lookEveryMs = 2_000;

/**
 * Marks rollouts whose process is gone: what they had begun is unknown until somebody looks. Looks at once, and
 * again every few seconds, because a process may die while this one looks on; ends when the signal aborts.
 */
export async function watchForInterrupted(parts: {
  readonly store: StateStore;
  readonly machine: string;
  readonly ports: Pick<AppPorts, 'delay' | 'reportError' | 'createId'>;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { ports, signal } = parts;
  while (!signal.aborted) {
    await recordInterrupted(parts.store, parts.machine, () => ports.createId());
    await ports.delay(lookEveryMs, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** One look. A process on another machine cannot be judged from here: its rollouts stay as they are. */
export async function recordInterrupted(
  store: StateStore,
  machine: string,
  createId: () => string,
): Promise<void> {
  const lost = await findLost(store.state(), machine);
  if (lost.length === 0) return;
  await store.commit((state) =>
    lost.flatMap((rolloutId) => [
      ...toInterruptionEvents(state, rolloutId, processIsGone, createId),
      ...toUnbegunRollback(state, rolloutId),
    ]),
  );
}

const processIsGone = 'the process that carried it out is gone';

/** It ended with the wish to be taken back, and its process did not live to begin that: a person has to know. Pure. */
export function toUnbegunRollback({ rollouts }: JournalState, rolloutId: string): JournalEvent[] {
  const rollout = rollouts[rolloutId];
  if (!rollout || !awaitsRollback(rollout)) return [];
  return [{ kind: 'rollbackNotBegun', rolloutId, reason: 'the process that was to begin it is gone' }];
}

function awaitsRollback({ status, rollback }: RolloutState): boolean {
  if (isOpenStatus(status) || rollback === undefined) return false;
  return rollback.by === undefined && rollback.trouble === undefined;
}

/**
 * What is recorded of a rollout that nobody carries out any more, unless that is known. A host that it left in the middle is a debt from then
 * on: whatever is rolled out next, and however that ends, it is not forgotten. Pure.
 */
export function toInterruptionEvents(
  state: JournalState,
  rolloutId: string,
  reason: string,
  createId: () => string,
): JournalEvent[] {
  const rollout = state.rollouts[rolloutId];
  if (!isOpen(rollout)) return [];
  const debts = Object.values(rollout?.hosts ?? {}).flatMap((host): JournalEvent[] => {
    const left = rollout && leftAt(host);
    if (!left || isOwed(state, rollout, host)) return [];
    return [
      {
        kind: 'debtOpened',
        debtId: createId(),
        rolloutId,
        service: serviceName.parse(rollout.service),
        environment: environmentName.parse(rollout.environment),
        host: hostName.parse(host.host),
        reason: `left ${left}: the rollout of ${rollout.release.version} was interrupted`,
      },
    ];
  });
  return [{ kind: 'rolloutInterrupted', rolloutId, reason }, ...debts];
}

/** Where a host stands that was changed and is not known to be back, or at part of its weight. */
function leftAt({ outcome, steps }: HostProgress): string | undefined {
  const isDone = (kind: StepKind): boolean =>
    steps.some((step) => step.kind === kind && step.result?.outcome.kind === 'ok');
  const last = steps.at(-1);
  const isAway = !outcome && !isDone('awaitInService') && steps.some(({ kind }) => changesHost(kind));
  if (isAway && last) return `at "${stepText(last.kind)}"`;
  const isLight = steps.some(({ kind }) => kind === 'lighten') && !isDone('raise');
  return isLight ? 'at part of its weight' : undefined;
}

function isOwed({ debts }: JournalState, rollout: RolloutState, { host }: HostProgress): boolean {
  return Object.values(debts).some(
    (it) => it.service === rollout.service && it.environment === rollout.environment && it.host === host,
  );
}

async function findLost(state: JournalState, machine: string): Promise<string[]> {
  const mine = Object.values(state.rollouts).filter(
    (rollout) => (isOpen(rollout) || awaitsRollback(rollout)) && rollout.runner?.machine === machine,
  );
  const gone = await Promise.all(
    mine.map(
      async ({ runner }) => runner && (await readProcessIdentity(runner.pid)) !== runner.processIdentity,
    ),
  );
  return mine.filter((_, index) => gone[index]).map((rollout) => rollout.id);
}

/** Requested and not ended: as far as the journal knows, somebody works on it. */
export function isOpen(rollout: RolloutState | undefined): boolean {
  return rollout !== undefined && isOpenStatus(rollout.status);
}
