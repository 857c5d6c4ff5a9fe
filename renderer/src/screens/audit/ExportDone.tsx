import type { OutputOf } from '../../../../shared/contract/contract.ts';
import { checkBundleCommand } from '../../../../shared/view/bundleCommands.ts';
import { plural } from '../../format/plural.ts';
import { CommandLine, CopyButton, Digest, ErrorNote, Fact, Facts, VisibleText } from '../../ui/index.ts';
import css from './Audit.module.css';

interface ExportDoneProps {
  readonly done: OutputOf<'audit.export'>;
}

/** What was written, where, and how somebody checks it who does not trust us. */
export function ExportDone({ done }: ExportDoneProps) {
  const { path, files, changes, exceptions, findings, head, sumsSha256, fingerprint, seed } = done;
  return (
    <div className={css.form}>
      {findings > 0 && (
        <ErrorNote
          title={`The journal does not say what was approved: ${plural(findings, 'finding')}.`}
          stillTrue="They are in the evidence, among its exceptions."
          wayOut="Read the exceptions before this is handed to anybody."
        />
      )}
      <Facts layout="list" label="What was written">
        <Fact name="Where">
          <span className={css.where}>
            <span className={css.path}>
              <VisibleText text={path} />
            </span>
            <CopyButton kind="quiet" text={path} label="Copy the path" />
          </span>
        </Fact>
        <Fact name="What">
          {plural(changes, 'change')}, {plural(exceptions, 'exception')}, {plural(files, 'file')}
        </Fact>
        {seed !== undefined && (
          <Fact name="Sample">
            drawn with the seed “<VisibleText text={seed} />”
          </Fact>
        )}
        <Fact name="Journal">
          {plural(head.seq, 'record')}, chain value <Digest value={head.chainSha256} label="chain value" />
        </Fact>
        <Fact name="Sums">
          <Digest value={sumsSha256} label="SHA-256 of SHA256SUMS" />
        </Fact>
        <Fact name="Key">
          <VisibleText text={fingerprint} />
        </Fact>
      </Facts>
      <section className={css.part} aria-label="How it is checked">
        <h3>How it is checked</h3>
        <p className={css.quiet}>
          On any machine with sh, coreutils, OpenSSH and jq. Tell the auditor key and chain value by another
          way than the evidence itself: a cut tail of the journal shows in nothing else.
        </p>
        <CommandLine
          label="Command to check the evidence"
          command={checkBundleCommand({ path, fingerprint })}
        />
      </section>
    </div>
  );
}
