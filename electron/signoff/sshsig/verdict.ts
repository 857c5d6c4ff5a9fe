/** Why a signature is not valid. Each has its own sentence in `describeInvalid`. */
export type InvalidReason =
  | 'noArmor'
  | 'textAroundArmor'
  | 'carriageReturns'
  | 'tooLong'
  | 'badBase64'
  | 'malformed'
  | 'trailingBytes'
  | 'unsupportedVersion'
  | 'reservedNotEmpty'
  | 'wrongNamespace'
  | 'unsupportedHash'
  | 'malformedKey'
  | 'weakKey'
  | 'wrongAlgorithm'
  | 'malformedSignature'
  | 'signatureDiffers';

/** Why only `ssh-keygen` can tell. */
export type SshKeygenReason = 'certificate' | 'webauthn' | 'unknownKeyType';

/** The key that made, or is said to have made, a signature. */
export interface SigningKeyClaim {
  /** As `ssh-keygen` prints it. */
  readonly fingerprint: string;
  /** OpenSSH's name of the key's type. */
  readonly keyType: string;
  /** For FIDO keys only: did somebody touch it? False for keys made with `no-touch-required`. */
  readonly touched?: boolean;
}

/** There is no fourth outcome: what is not proven valid is one of the other two. */
export type Verdict =
  | ({ readonly kind: 'valid' } & SigningKeyClaim)
  | { readonly kind: 'invalid'; readonly reason: InvalidReason }
  | {
      readonly kind: 'useSshKeygen';
      readonly why: SshKeygenReason;
      /** Unproven until `ssh-keygen` accepts the very same signature. */
      readonly claim: SigningKeyClaim;
    };

const sentences: Readonly<Record<InvalidReason, string>> = {
  noArmor: 'It is no SSH signature: it does not begin with -----BEGIN SSH SIGNATURE-----.',
  textAroundArmor: 'There is text before or after the signature.',
  carriageReturns: 'The signature has carriage returns: it was saved with Windows line ends.',
  tooLong: 'It is too long for an SSH signature.',
  badBase64: 'The lines of the signature are no clean base64.',
  malformed: 'The signature is cut short or malformed.',
  trailingBytes: 'There are bytes left over after the signature.',
  unsupportedVersion: 'The signature has a version other than 1.',
  reservedNotEmpty: "The signature's reserved field is not empty.",
  wrongNamespace: 'The signature was made for another purpose: its namespace is not the one asked for.',
  unsupportedHash: 'The signature uses a hash other than sha256 or sha512.',
  malformedKey: 'The public key in the signature is malformed.',
  weakKey: 'The RSA key is shorter than 2048 bits or has an unusable exponent.',
  wrongAlgorithm:
    'The algorithm of the signature does not belong to its key; RSA must be rsa-sha2-256 or -512.',
  malformedSignature: 'The innermost signature is malformed.',
  signatureDiffers: 'The signature does not belong to these bytes and this key.',
};

export function describeInvalid(reason: InvalidReason): string {
  return sentences[reason];
}
