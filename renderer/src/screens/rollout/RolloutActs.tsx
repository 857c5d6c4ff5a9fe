import type { RolloutState } from '../../../../shared/journal/state.ts';
import { Button } from '../../ui/index.ts';

interface RolloutActsProps {
  readonly status: RolloutState['status'];
  readonly isBusy: boolean;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onStop: () => void;
}

/** What a person can do about the whole rollout, at every moment of it. Pausing needs no confirmation. */
export function RolloutActs({ status, isBusy, onPause, onResume, onStop }: RolloutActsProps) {
  return (
    <>
      {status.kind === 'running' && (
        <Button icon="pause" busy={isBusy} onClick={onPause} title="p">
          Pause
        </Button>
      )}
      {status.kind === 'paused' && (
        <Button kind="primary" icon="play" busy={isBusy} onClick={onResume} title="p">
          Resume
        </Button>
      )}
      <Button icon="stop" onClick={onStop} title="s">
        Stop…
      </Button>
    </>
  );
}
