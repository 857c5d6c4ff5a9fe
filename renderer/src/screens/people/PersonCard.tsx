import type { Person, SigningKey } from '../../../../shared/model/person.ts';
import { formatInstant, formatUtc } from '../../format/instant.ts';
import { Chip, Digest, Icon, Reason, VisibleText, useClock } from '../../ui/index.ts';
import css from './People.module.css';

/** One person: groups, addresses that commits carry, keys and how long they count. */
export function PersonCard({ person }: { readonly person: Person }) {
  const { name, displayName, groups, emails, keys } = person;
  return (
    <article className={css.card} aria-label={displayName}>
      <h3 className={css.name}>
        <VisibleText text={displayName} />
        {displayName !== name && <span className={css.short}> {name}</span>}
      </h3>
      <p className={css.groups} aria-label="Groups">
        {groups.length === 0 ? (
          <span className={css.short}>in no group</span>
        ) : (
          groups.map((group) => (
            <Chip key={group} icon="people">
              {group}
            </Chip>
          ))
        )}
      </p>
      <p className={css.emails}>
        <VisibleText text={emails.join(', ')} />
      </p>
      {keys.length === 0 ? (
        <Reason tone="info" text="no key: cannot sign" />
      ) : (
        <ul className={css.keys} aria-label="Keys">
          {keys.map((key) => (
            <li key={key.fingerprint} className={css.key}>
              <KeyFacts signingKey={key} />
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function KeyFacts({ signingKey }: { readonly signingKey: SigningKey }) {
  const { kind, fingerprint, comment } = signingKey;
  return (
    <>
      <Icon name="key" size={14} />
      <span className={css.keyKind}>
        {kind}
        {kind === 'fido' && ', by touch'}
      </span>
      <Digest value={fingerprint} length={21} label="fingerprint" />
      <Validity signingKey={signingKey} />
      {comment !== '' && (
        <span className={css.keyNote}>
          <VisibleText text={comment} />
        </span>
      )}
    </>
  );
}

function Validity({ signingKey }: { readonly signingKey: SigningKey }) {
  const { validFromAt, validBeforeAt, isRevoked } = signingKey;
  const isEarly = useClock((nowMs) => validFromAt !== undefined && Date.parse(validFromAt) > nowMs);
  const isOver = useClock((nowMs) => validBeforeAt !== undefined && Date.parse(validBeforeAt) <= nowMs);
  if (isRevoked) {
    return (
      <Chip tone="bad" icon="cross" title="No signature of this key counts, whenever it was made">
        revoked
      </Chip>
    );
  }
  if (isOver || isEarly) {
    const at = (isOver ? validBeforeAt : validFromAt) ?? '';
    return (
      <Chip tone="caution" icon="clock" title={`${formatInstant(at)}\n${formatUtc(at)}`}>
        {isOver ? 'over since' : 'not before'} {at.slice(0, 10)}
      </Chip>
    );
  }
  if (validBeforeAt === undefined) return undefined;
  return (
    <Chip title={`${formatInstant(validBeforeAt)}\n${formatUtc(validBeforeAt)}`}>
      until {validBeforeAt.slice(0, 10)}
    </Chip>
  );
}
