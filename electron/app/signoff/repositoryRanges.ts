import type { AvailableRelease } from '../../../shared/model/release.ts';
import type { Service } from '../../../shared/model/workspace.ts';
import type { RepositoryRange } from '../../repository/implementers/checkRange.ts';

/**
 * What the candidate brings, repository by repository: the service's own by the commits that were observed, further ones by
 * the release files of what was observed. Where such a file is gone its commits are unknown, and that blocks.
 */
export function toRepositoryRanges(of: {
  readonly service: Service;
  readonly candidate: AvailableRelease;
  readonly running: readonly { readonly artifactSha256: string; readonly commit: string }[];
  readonly releases: readonly AvailableRelease[];
}): RepositoryRange[] {
  const { service, candidate, running, releases } = of;
  return service.repositories.map(({ name, directory }, index): RepositoryRange => {
    // The service's own comes first, under the service's name.
    const isOwn = index === 0;
    const head = isOwn ? candidate.commit : candidate.repositories?.[name];
    if (running.length === 0) return { name, directory, deployed: 'nothing', head: head ?? '' };
    const deployed = running.map((it) => {
      if (isOwn) return it.commit;
      return releases.find((release) => release.artifactSha256 === it.artifactSha256)?.repositories?.[name];
    });
    const isKnown = deployed.every((it) => it !== undefined);
    return { name, directory, deployed: isKnown ? deployed : [], head: head ?? '' };
  });
}
