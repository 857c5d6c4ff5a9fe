import { useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { KeySource } from '../../../../shared/model/identity.ts';
import { useAnswer, type Answer } from '../../answers/useAnswer.ts';

export interface KeyChoiceState {
  readonly keys: Answer<OutputOf<'identity.keys'>>;
  /** An index into the keys, or `file` for a path that somebody types. */
  readonly picked: string | undefined;
  readonly path: string;
  readonly pick: (picked: string) => void;
  readonly type: (path: string) => void;
  /** `undefined` until one is chosen. */
  readonly source: KeySource | undefined;
}

/** The keys of one person that can be used from here; the first is chosen unless somebody chooses another. */
export function useKeyChoice(person: string | undefined): KeyChoiceState {
  const keys = useAnswer('identity.keys', person === undefined ? undefined : { person });
  const [choice, setChoice] = useState<{ readonly person: string | undefined; readonly picked: string }>();
  const [path, setPath] = useState('');
  const found = keys.value?.keys ?? [];
  const first = found.length > 0 ? '0' : keys.value || keys.fault ? 'file' : undefined;
  const picked = choice?.person === person ? choice?.picked : first;
  return {
    keys,
    picked,
    path,
    pick: (next) => setChoice({ person, picked: next }),
    type: setPath,
    source: sourceOf(picked, path.trim(), found),
  };
}

function sourceOf(
  picked: string | undefined,
  path: string,
  keys: OutputOf<'identity.keys'>['keys'],
): KeySource | undefined {
  if (picked === 'file') return path === '' ? undefined : { kind: 'file', path };
  return picked === undefined ? undefined : keys[Number(picked)]?.source;
}
