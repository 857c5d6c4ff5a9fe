import { VisibleText } from '../marks/VisibleText.tsx';
import type { LanePlace } from './ProgressLane.tsx';
import css from './LaneCommand.module.css';

interface LaneCommandProps {
  readonly id: string;
  readonly place: LanePlace | undefined;
  readonly step: string | undefined;
  readonly lines: readonly string[];
}

/** What is sent, to the letter: operators trust what they can read. */
export function LaneCommand({ id, place, step, lines }: LaneCommandProps) {
  return (
    <div id={id} className={css.command}>
      {place === undefined ? (
        <p className={css.idle}>Move onto a step to read its literal command.</p>
      ) : (
        <>
          <p className={css.place}>
            {place.host} <span className={css.step}>{step}</span>
          </p>
          {lines.length === 0 ? (
            <p className={css.idle}>Nothing is sent in this step.</p>
          ) : (
            <ol className={css.lines}>
              {lines.map((line, index) => (
                <li key={index}>
                  <code>
                    <VisibleText text={line} />
                  </code>
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </div>
  );
}
