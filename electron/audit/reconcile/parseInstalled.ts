import { gitCommit, releaseVersion, sha256Hex } from '../../../shared/model/names.ts';
import type { ReleaseFacts } from '../../../shared/model/releaseFacts.ts';

/** A line of `installed.log`, which the switch to a release leaves on the host. */
export interface InstalledEntry extends ReleaseFacts {
  readonly at: string;
  /** The account on the host. */
  readonly who: string;
}

/** `AT VERSION COMMIT SHA256 WHO` a line. The text is a host's: a line of another shape is no entry. */
export function parseInstalled(text: string): InstalledEntry[] {
  return text.split('\n').flatMap((line) => {
    const [at = '', version, commit, sha256, who = '', ...rest] = line.split(' ');
    const facts = {
      version: releaseVersion.safeParse(version),
      commit: gitCommit.safeParse(commit),
      sha256: sha256Hex.safeParse(sha256),
    };
    const isPlain = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at) && /^[\w.@-]{1,64}$/.test(who);
    if (!isPlain || rest.length > 0) return [];
    if (!facts.version.success || !facts.commit.success || !facts.sha256.success) return [];
    return [{ at, version: facts.version.data, commit: facts.commit.data, sha256: facts.sha256.data, who }];
  });
}
