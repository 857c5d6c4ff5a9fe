import type { Tone } from '../../ui/index.ts';

/** By the kinds of `electron/audit/gather/listExceptions`; one that is not known here is shown as it is called there. */
const words: Readonly<Record<string, { readonly word: string; readonly tone: Tone }>> = {
  interrupted: { word: 'interrupted', tone: 'bad' },
  notSucceeded: { word: 'did not succeed', tone: 'bad' },
  notFinished: { word: 'has no end', tone: 'caution' },
  artifactDiffers: { word: 'other artifact', tone: 'bad' },
  emergency: { word: 'emergency', tone: 'caution' },
  emergencyUnreviewed: { word: 'not reviewed', tone: 'bad' },
  emergencyReviewedLate: { word: 'reviewed late', tone: 'caution' },
  policyChanged: { word: 'policy changed', tone: 'caution' },
  policyRemoved: { word: 'policy removed', tone: 'caution' },
  debt: { word: 'debt', tone: 'caution' },
  refusedRollout: { word: 'rollout refused', tone: 'neutral' },
  refusedRequest: { word: 'request refused', tone: 'neutral' },
  refusedSignoff: { word: 'sign-off refused', tone: 'neutral' },
  refusedIdentity: { word: 'identity refused', tone: 'neutral' },
  journalRestored: { word: 'journal restored', tone: 'caution' },
  clockSetBack: { word: 'clock set back', tone: 'caution' },
  deployedByHand: { word: 'by hand', tone: 'bad' },
  neverDeployed: { word: 'never deployed', tone: 'bad' },
  unknownHost: { word: 'unknown host', tone: 'bad' },
  signoffInvalid: { word: 'bad signature', tone: 'bad' },
  signoffChanged: { word: 'sign-off changed', tone: 'bad' },
  signoffRepeated: { word: 'sign-off repeated', tone: 'bad' },
  rosterChanged: { word: 'people changed', tone: 'bad' },
  policyForged: { word: 'policy forged', tone: 'bad' },
  implementersForged: { word: 'authors forged', tone: 'bad' },
  implementerSigned: { word: 'author signed', tone: 'bad' },
  rolloutUnapproved: { word: 'not approved', tone: 'bad' },
  approvalLate: { word: 'approved late', tone: 'bad' },
  approvalUnfounded: { word: 'unfounded', tone: 'bad' },
  recordRepeated: { word: 'record repeated', tone: 'bad' },
  blobMissing: { word: 'bytes missing', tone: 'bad' },
};

export function exceptionMark(kind: string): { readonly word: string; readonly tone: Tone } {
  return words[kind] ?? { word: kind, tone: 'bad' };
}
