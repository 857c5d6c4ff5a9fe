import { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { isUnderWay } from '../../../../shared/journal/rolloutStatus.ts';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import { stepKind } from '../../../../shared/model/plan.ts';
import { literalLinesOf } from '../../../../shared/view/promotionPlan.ts';
import { rolloutStoryOf } from '../../../../shared/view/rolloutStory.ts';
import { rolloutViewOf } from '../../../../shared/view/rolloutView.ts';
import { stepLabel } from '../../../../shared/view/rolloutWords.ts';
import { navigate } from '../../route.ts';
import { useCapability, useClient, useJournalState, useProgress } from '../../stores/useStores.ts';
import { type LanePlace, ProgressLane } from '../../ui/index.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import { Screen } from '../Screen.tsx';
import { choosePlace } from './choosePlace.ts';
import { RollBack } from './RollBack.tsx';
import { RecoveryTable } from './RecoveryTable.tsx';
import { RolloutActs } from './RolloutActs.tsx';
import { RolloutFacts } from './RolloutFacts.tsx';
import { StepPanel } from './StepPanel.tsx';
import { StopDialog } from './StopDialog.tsx';
import { StoryNote } from './StoryNote.tsx';
import { useDecision } from './useDecision.ts';
import { useEscape } from './useEscape.ts';
import { useLaneHosts } from './useLaneHosts.ts';
import { usePlan } from './usePlan.ts';
import { useRevealedPlace } from './useRevealedPlace.ts';
import css from './Rollout.module.css';

const stepWidthPx = 56;

export function Rollout({ rollout }: { readonly rollout: RolloutState }) {
  const { id } = rollout;
  const plan = usePlan(rollout.planSha256);
  const ticks = useProgress(
    useShallow((state) => Object.values(state.ticks).filter((tick) => tick.rolloutId === id)),
  );
  const debts = useJournalState(
    useShallow((state) => Object.values(state.debts).filter((debt) => debt.rolloutId === id)),
  );
  // The time that passes is shown by clocks of its own: the view changes with what happens only.
  const view = useMemo(
    () => rolloutViewOf(plan.value, rollout, ticks, new Date(rollout.requestedAt)),
    [plan.value, rollout, ticks],
  );
  const story = rolloutStoryOf(view, debts);
  const hosts = useLaneHosts(view);
  const columns = view.columns.join(' ');
  const steps = useMemo(() => {
    const shown = new Set(columns.split(' '));
    return stepKind.options.filter((kind) => shown.has(kind)).map((id) => ({ id, label: stepLabel(id) }));
  }, [columns]);

  const [focused, setFocused] = useState<LanePlace>();
  const [pinned, setPinned] = useState<LanePlace>();
  const [isStopping, setStopping] = useState(false);
  const client = useClient();
  const { status } = rollout;
  const canDecide = useCapability('rollouts') && isUnderWay(status);
  const pausing = useDecision(
    status.kind === 'paused' ? 'It could not be resumed' : 'It could not be paused',
  );
  const pause = () =>
    pausing.take(() => client.call('rollouts.pause', { rolloutId: id, reason: 'paused at the screen' }));
  const resume = () => pausing.take(() => client.call('rollouts.resume', { rolloutId: id }));
  const shown = pinned ?? focused ?? choosePlace(view);

  const linesOf = useCallback(
    ({ host, step }: LanePlace) => {
      const planned = plan.value?.hosts.find((it) => it.host === host);
      const found = [
        ...(planned?.staging ?? []),
        ...(planned?.steps ?? []),
        ...(planned?.raising ?? []),
      ].find((it) => it.kind === step);
      return (found?.lines ?? []).flatMap((line) =>
        literalLinesOf(line).map(({ to, text }) => `${to}  ${text}`),
      );
    },
    [plan.value],
  );

  const lane = useRevealedPlace({
    place: pinned === undefined && focused === undefined ? shown : undefined,
    hosts,
    steps,
    stepWidthPx,
  });
  useShortcuts('Rollout', [
    {
      keys: 'p',
      label: status.kind === 'paused' ? 'Resume' : 'Pause',
      ...(canDecide && status.kind === 'running' ? { act: pause } : {}),
      ...(canDecide && status.kind === 'paused' ? { act: resume } : {}),
    },
    {
      keys: 's',
      label: 'Stop',
      ...(canDecide ? { act: () => setStopping(true) } : {}),
    },
    { keys: '← ↑ ↓ →', label: 'Move through hosts and steps' },
    { keys: 'Enter', label: 'Pin the step, or let go of it' },
    { keys: 'Esc', label: 'Let go of the step; then back to all rollouts' },
  ]);
  useEscape(goBack);

  function goBack() {
    if (pinned) setPinned(undefined);
    else if (focused) setFocused(undefined);
    else navigate({ screen: 'rollouts' });
  }

  function pinByKey(event: KeyboardEvent) {
    if (event.key !== 'Enter' || focused === undefined) return;
    event.preventDefault();
    setPinned((before) => (samePlace(before, focused) ? undefined : focused));
  }

  return (
    <Screen
      title={`${rollout.service} ${rollout.release.version} to ${rollout.environment}`}
      tools={
        canDecide ? (
          <RolloutActs
            status={status}
            isBusy={pausing.isBusy}
            onPause={pause}
            onResume={resume}
            onStop={() => setStopping(true)}
          />
        ) : (
          <RollBack rollout={rollout} />
        )
      }
    >
      <div className={css.rollout}>
        <div className={css.head}>
          <RolloutFacts rollout={rollout} view={view} settings={plan.value?.settings} />
          <StoryNote rollout={rollout} story={story} />
          {status.kind === 'interrupted' && <RecoveryTable rollout={rollout} />}
        </div>
        <div ref={lane} className={css.lane} onKeyDown={pinByKey}>
          <ProgressLane
            label={`Rollout of ${rollout.service} ${rollout.release.version}, hosts and steps`}
            steps={steps}
            hosts={hosts}
            onSelect={setFocused}
            stepWidthPx={stepWidthPx}
          />
        </div>
        <StepPanel
          rollout={rollout}
          plan={plan}
          view={view}
          place={shown}
          follows={pinned === undefined && focused === undefined}
          isPinned={pinned !== undefined}
          lines={shown === undefined ? [] : linesOf(shown)}
          onPin={() => setPinned(pinned === undefined ? shown : undefined)}
          onFollow={() => {
            setPinned(undefined);
            setFocused(undefined);
          }}
        />
      </div>
      <StopDialog
        open={isStopping && canDecide}
        onOpenChange={setStopping}
        rolloutId={id}
        inFlight={view.counts.inFlight}
        isRollback={rollout.rollsBack !== undefined}
      />
    </Screen>
  );
}

function samePlace(a: LanePlace | undefined, b: LanePlace | undefined): boolean {
  return a?.host === b?.host && a?.step === b?.step;
}
