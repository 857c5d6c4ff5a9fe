import { z } from 'zod';
import { gitCommit, instant, releaseVersion, repositoryName, serviceName, sha256Hex } from './names.ts';

/** Built from these commits too, by the names that the service's `repositories` have in signalbox.yaml. */
const furtherCommits = z.record(repositoryName, gitCommit);

/** A release file, `releases/SERVICE-VERSION.yaml`: written once by the build, never changed. */
export const releaseFile = z.strictObject({
  service: serviceName,
  version: releaseVersion,
  commit: gitCommit,
  repositories: furtherCommits.optional(),
  artifact: z.union([
    z.strictObject({
      file: z.string().min(1).describe('Path of the artifact, relative to the release file.'),
      sha256: sha256Hex,
    }),
    z.strictObject({
      url: z.url({ protocol: /^https?$/ }).describe('The hosts fetch it from here.'),
      sha256: sha256Hex,
    }),
  ]),
  builtAt: instant.optional(),
});
export type ReleaseFile = z.infer<typeof releaseFile>;

export const artifactSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string() }),
  z.strictObject({ kind: z.literal('url'), url: z.string() }),
]);
export type ArtifactSource = z.infer<typeof artifactSource>;

/** Service + version + commit + artifact. Built once; the same bytes go everywhere. */
export const release = z.strictObject({
  service: serviceName,
  version: releaseVersion,
  commit: gitCommit,
  artifactSha256: sha256Hex,
});
export type Release = z.infer<typeof release>;

/** A release and where its bytes are. */
export const availableRelease = release.extend({
  source: artifactSource,
  repositories: furtherCommits.optional(),
  builtAt: instant.optional(),
});
export type AvailableRelease = z.infer<typeof availableRelease>;

/** The name of a release's folder on a host: version, and enough of the digest to tell rebuilt bytes apart. */
export function releaseFolderOf(it: Pick<Release, 'version' | 'artifactSha256'>): string {
  return `${it.version}-${it.artifactSha256.slice(0, 12)}`;
}
