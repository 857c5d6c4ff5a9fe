import { toFileNumber } from './evidence.ts';

/** Where things lie in a bundle. Names hold nothing but letters, digits and `. _ + -`. */
export const toCanonicalPath = {
  policy: (environment: string, seq: number): string => `policies/${environment}-${toFileNumber(seq)}.json`,
  allowedSigners: (seq: number): string => `allowed_signers/${toFileNumber(seq)}`,
  revokedKeys: (seq: number): string => `revoked_keys/${toFileNumber(seq)}`,
  people: (seq: number): string => `people/${toFileNumber(seq)}.json`,
  change: (of: {
    readonly number: number;
    readonly service: string;
    readonly version: string;
    readonly environment: string;
  }): string => `changes/${String(of.number).padStart(4, '0')}-${of.service}-${of.version}-${of.environment}`,
  other: (sha256: string): string => `other/${sha256}`,
  output: (sha256: string): string => `outputs/${sha256}.txt`,
};
