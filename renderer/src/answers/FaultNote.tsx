import type { ReactNode } from 'react';
import type { Fault } from '../../../shared/protocol/fault.ts';
import { ErrorNote } from '../ui/index.ts';

interface FaultNoteProps {
  readonly fault: Fault;
  readonly stillTrue?: string;
  readonly acts?: ReactNode;
}

/** A fault as the app told it: what happened, what is still true, each detail, the way out. */
export function FaultNote({ fault, stillTrue, acts }: FaultNoteProps) {
  // The first detail is often the message itself.
  const details = fault.details?.filter((detail) => detail !== fault.message);
  return (
    <ErrorNote
      title={fault.message}
      code={fault.code}
      {...(stillTrue === undefined ? {} : { stillTrue })}
      {...(fault.wayOut === undefined ? {} : { wayOut: fault.wayOut })}
      {...(details === undefined ? {} : { details })}
      acts={acts}
    />
  );
}
