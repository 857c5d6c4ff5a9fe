import { createContext, useContext } from 'react';

export interface IdentityActs {
  /** Opens the dialog in which somebody says who they are. */
  readonly unlock: () => void;
  readonly lock: () => void;
  /** Why the last session ended by itself; `undefined` where somebody ended it, or nobody was there. */
  readonly ended: string | undefined;
}

export const IdentityActsContext = createContext<IdentityActs | undefined>(undefined);

export function useIdentityActs(): IdentityActs {
  const acts = useContext(IdentityActsContext);
  if (acts === undefined) throw new Error('useIdentityActs needs an IdentityProvider above it.');
  return acts;
}
