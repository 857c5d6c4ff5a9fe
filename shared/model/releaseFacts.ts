import { gitCommit, releaseVersion, sha256Hex } from './names.ts';

/** What `.signalbox-release` in a release folder says; written when the artifact was unpacked there. */
export interface ReleaseFacts {
  readonly version: string;
  readonly commit: string;
  readonly sha256: string;
}

/**
 * Reads the `name value` lines of a `.signalbox-release` file. The text comes from a host: whatever does not
 * have the shape of the facts gives `undefined`, never half of them.
 */
export function releaseFactsFrom(text: string): ReleaseFacts | undefined {
  const values = new Map(
    text.split('\n').map((line): [string, string] => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1).trim()];
    }),
  );
  const version = releaseVersion.safeParse(values.get('version'));
  const commit = gitCommit.safeParse(values.get('commit'));
  const sha256 = sha256Hex.safeParse(values.get('sha256'));
  if (!version.success || !commit.success || !sha256.success) return undefined;
  return { version: version.data, commit: commit.data, sha256: sha256.data };
}
