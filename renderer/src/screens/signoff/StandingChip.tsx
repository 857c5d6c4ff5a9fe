import type { PromotionStanding } from '../../../../shared/view/promotionStanding.ts';
import { Chip, type IconName, type Tone } from '../../ui/index.ts';

/** How a promotion stands, as a word with a sign. */
export function StandingChip({ standing }: { readonly standing: PromotionStanding }) {
  const { word, tone, icon } = standingMark(standing);
  return (
    <Chip tone={tone} icon={icon}>
      {word}
    </Chip>
  );
}

function standingMark(standing: PromotionStanding): {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
} {
  switch (standing.kind) {
    case 'waiting':
      return { word: `${standing.signed} of ${standing.required} signed`, tone: 'accent', icon: 'sign' };
    case 'stale':
      return { word: 'stale', tone: 'caution', icon: 'alert' };
    case 'approved':
      return { word: 'approved', tone: 'ok', icon: 'check' };
    case 'expired':
      return { word: 'expired', tone: 'caution', icon: 'clock' };
    case 'rejected':
      return { word: 'rejected', tone: 'bad', icon: 'cross' };
    case 'withdrawn':
      return { word: 'withdrawn', tone: 'neutral', icon: 'skip' };
    case 'superseded':
      return { word: 'superseded', tone: 'neutral', icon: 'skip' };
    case 'deploying':
      return { word: 'deploying', tone: 'accent', icon: 'play' };
    case 'halted':
      return { word: 'stopped', tone: 'bad', icon: 'stop' };
    case 'done':
      return { word: 'done', tone: 'ok', icon: 'check' };
  }
}

/** Red, wherever an emergency is shown. */
export function EmergencyChip() {
  return (
    <Chip tone="bad" icon="emergency">
      emergency
    </Chip>
  );
}
