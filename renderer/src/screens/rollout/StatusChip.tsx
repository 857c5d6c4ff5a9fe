import type { RolloutStatus } from '../../../../shared/journal/state.ts';
import { Chip, type IconName, type Tone } from '../../ui/index.ts';

/** How a rollout stands, as a word with a sign. */
export function StatusChip({ status }: { readonly status: RolloutStatus }) {
  const { word, tone, icon } = statusMark(status);
  return (
    <Chip tone={tone} icon={icon}>
      {word}
    </Chip>
  );
}

export function statusMark(status: RolloutStatus): {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
} {
  switch (status.kind) {
    case 'requested':
      return { word: 'requested', tone: 'neutral', icon: 'clock' };
    case 'running':
      return { word: 'running', tone: 'accent', icon: 'play' };
    case 'paused':
      return { word: 'paused', tone: 'caution', icon: 'pause' };
    case 'stopping':
      return { word: 'stopping', tone: 'caution', icon: 'stop' };
    case 'interrupted':
      return { word: 'interrupted', tone: 'bad', icon: 'question' };
    case 'finished':
      switch (status.result) {
        case 'succeeded':
          return { word: 'succeeded', tone: 'ok', icon: 'check' };
        case 'failed':
          return { word: 'failed', tone: 'bad', icon: 'cross' };
        case 'stopped':
          return { word: 'stopped', tone: 'caution', icon: 'stop' };
      }
  }
}
