/** How many digits of a SHA-256 tell builds apart at a glance; as in the name of a release folder. */
export const shortDigestLength = 12;

/** The first digits of a digest or commit id, without an algorithm's prefix. */
export function formatDigest(digest: string, length = shortDigestLength): string {
  return digest.replace(/^sha256:/, '').slice(0, length);
}
