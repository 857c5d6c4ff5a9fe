import type { BaseGroup, HostBase } from '../../../../shared/view/promotionBases.ts';
import { namesOf } from '../../../../shared/view/promotionChanges.ts';
import { Age, Digest, Icon, VisibleText } from '../../ui/index.ts';
import css from './Changes.module.css';

interface BaseListProps {
  readonly bases: readonly HostBase[];
  readonly groups: readonly BaseGroup[];
  readonly environment: string;
}

/** What was really seen on the hosts, and how old that knowledge is. Each host is one press away. */
export function BaseList({ bases, groups, environment }: BaseListProps) {
  const others = bases.filter((base) => base.kind !== 'runs');
  return (
    <section aria-label="From" className={css.from}>
      <h2 className={css.label}>From, as seen in {environment}</h2>
      <ul>
        {groups.map((group) => (
          <li key={group.artifactSha256} className={css.group}>
            <span className={css.version}>
              <VisibleText text={group.version} />
            </span>
            <span className={css.groupHosts} title={group.hosts.join(', ')}>
              {namesOf(group.hosts)}
            </span>
            <Digest value={group.commit} length={9} label="commit" />
            <Age at={group.oldestAt} prefix="seen" />
          </li>
        ))}
        {others.map((base) => (
          <li key={base.host} className={css.unknown}>
            <Icon name="question" size={14} />
            <span>{base.host}</span>
            <span className={css.why}>{whyUnknown(base)}</span>
            {base.kind !== 'notLooked' && <Age at={base.at} prefix="looked" />}
          </li>
        ))}
      </ul>
      <details className={css.perHost}>
        <summary>Host by host</summary>
        <ul>
          {bases.map((base) => (
            <li key={base.host} className={css.hostBase}>
              <span>{base.host}</span>
              {base.kind === 'runs' ? (
                <>
                  <VisibleText text={base.version} />
                  <Digest value={base.artifactSha256} label="artifact digest" />
                  <Age at={base.at} prefix="seen" />
                </>
              ) : (
                <span className={css.why}>{whyUnknown(base)}</span>
              )}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function whyUnknown(base: HostBase) {
  switch (base.kind) {
    case 'runs':
      return undefined;
    case 'empty':
      return 'no release of this service is there';
    case 'notSeen':
      return <VisibleText text={`not seen: ${base.message}`} />;
    case 'notLooked':
      return 'nobody has looked yet';
  }
}
