import type { RolloutState } from '../../../../shared/journal/state.ts';
import { recoveryOf } from '../../../../shared/view/recovery.ts';
import { useCells, useCellSource } from '../../stores/useStores.ts';
import { Icon, VisibleText, classes } from '../../ui/index.ts';
import css from './Rollout.module.css';

/** After an interruption, host by host: what is remembered, what is seen now, and what going on would do. */
export function RecoveryTable({ rollout }: { readonly rollout: RolloutState }) {
  const source = useCellSource();
  useCells((state) => state.revision);
  const cell = source.cellOf(rollout.service, rollout.environment);
  const rows = recoveryOf(rollout, cell?.hosts ?? []);
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={css.recovery} role="region" aria-label="After the interruption" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">host</th>
            <th scope="col">we believed</th>
            <th scope="col">we see</th>
            <th scope="col">going on would</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ host, believed, seen, proposal, tone }) => (
            <tr key={host} className={classes(tone !== 'plain' && css[tone])}>
              <th scope="row">{host}</th>
              <td>
                <VisibleText text={believed} />
              </td>
              <td>
                <VisibleText text={seen} />
              </td>
              <td>
                {tone === 'bad' && <Icon name="alert" size={12} label="needs a look" />} {proposal}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
