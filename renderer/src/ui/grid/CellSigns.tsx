import { visibleText } from '../../format/visibleText.ts';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import type { Tone } from '../tokens/tone.ts';
import type { CellMark, CellMarkKind } from './matrixModel.ts';
import css from './CellWords.module.css';

const signs: Readonly<Record<CellMarkKind, { readonly icon: IconName; readonly tone: Tone }>> = {
  lock: { icon: 'lock', tone: 'neutral' },
  freeze: { icon: 'freeze', tone: 'info' },
  signOff: { icon: 'sign', tone: 'accent' },
  emergency: { icon: 'emergency', tone: 'bad' },
  drift: { icon: 'drift', tone: 'caution' },
  debt: { icon: 'debt', tone: 'bad' },
  rollout: { icon: 'rollout', tone: 'accent' },
};

/** What needs a person soonest comes first; the version keeps its room. */
const urgency: readonly CellMarkKind[] = [
  'emergency',
  'debt',
  'drift',
  'rollout',
  'signOff',
  'freeze',
  'lock',
];
const mostSigns = 3;

/** Only seen: the cell's name says each mark in words. */
export function CellSigns({ marks }: { readonly marks: readonly CellMark[] }) {
  const ordered = marks.toSorted((left, right) => urgency.indexOf(left.kind) - urgency.indexOf(right.kind));
  const hidden = ordered.slice(mostSigns);
  return (
    <span className={css.marks} aria-hidden="true">
      {ordered.slice(0, mostSigns).map((mark) => (
        <Sign key={mark.kind} mark={mark} />
      ))}
      {hidden.length > 0 && (
        <span className={css.others} title={hidden.map((mark) => visibleText(mark.text)).join('\n')}>
          +{hidden.length}
        </span>
      )}
    </span>
  );
}

function Sign({ mark }: { readonly mark: CellMark }) {
  const { icon, tone } = signs[mark.kind];
  return (
    <span className={classes(css.sign, toneCss[tone])} title={visibleText(mark.text)}>
      <Icon name={icon} size={14} />
      {mark.short}
    </span>
  );
}
