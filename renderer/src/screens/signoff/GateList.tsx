import type { Gate } from '../../../../shared/model/promotion.ts';
import { Age, Icon, VisibleText, classes } from '../../ui/index.ts';
import css from './Signoff.module.css';

interface GateListProps {
  readonly gates: readonly Gate[];
  readonly observedAt: string;
}

/** What must hold before anybody is asked, and what was found. */
export function GateList({ gates, observedAt }: GateListProps) {
  const held = gates.filter((it) => it.passed).length;
  return (
    <section className={css.section} aria-label="Gates">
      <h2 className={css.title}>
        Gates
        <span className={css.count}>
          {held} of {gates.length} hold, <Age at={observedAt} prefix="looked" />
        </span>
      </h2>
      <ul className={css.list}>
        {gates.map((gate) => (
          <li
            key={`${gate.kind} ${gate.text}`}
            className={classes(css.gate, gate.passed ? css.passed : css.failed)}
          >
            <span className={css.gateSign}>
              <Icon
                name={gate.passed ? 'check' : 'cross'}
                size={14}
                label={gate.passed ? 'holds' : 'fails'}
              />
            </span>
            <span className={css.gateText}>
              <VisibleText text={gate.text} />
            </span>
            {gate.wayOut !== undefined && (
              <span className={css.wayOut}>
                <Icon name="arrowRight" size={12} /> <VisibleText text={gate.wayOut} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
