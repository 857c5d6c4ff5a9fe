import { statementWordsOf } from '../../../../shared/view/statementWords.ts';
import { Digest, ErrorNote, ExactBytes } from '../../ui/index.ts';
import type { IssuedStatement } from './useStatement.ts';
import css from './Signoff.module.css';

/** What the bytes mean, read from the bytes themselves, and the bytes. */
export function StatementView({ issued }: { readonly issued: IssuedStatement }) {
  const words = statementWordsOf(issued.statement);
  return (
    <>
      {words === undefined ? (
        <ErrorNote
          title="These bytes are no statement that this version can read."
          stillTrue="Nothing was signed."
          wayOut="Do not sign what nobody can read."
        />
      ) : (
        <div className={css.meaning}>
          <p className={css.decision}>{words.decision}</p>
          <ul className={css.points}>
            {words.points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </div>
      )}
      <div className={css.meaning}>
        <p className={css.quiet}>
          Exactly these bytes are signed, SHA-256{' '}
          <Digest value={issued.statementSha256} length={16} label="SHA-256 of the statement" />
        </p>
        <ExactBytes label="The exact bytes that will be signed" text={issued.statement} autoFocus />
      </div>
    </>
  );
}

/** Bytes that nobody can read are not signed here. */
export function isReadable(issued: IssuedStatement): boolean {
  return statementWordsOf(issued.statement) !== undefined;
}
