import { toFaultData, Fault, type FaultData } from '../../../shared/protocol/fault.ts';

/** Writes an unexpected error down where its owner looks, and gives what a client may know of it. */
export type ReportError = (error: unknown, during: string) => FaultData;

/**
 * Clients get an id and no more: messages of unknown errors may carry paths, hosts or secrets.
 * @param record receives the error itself, with the same id.
 */
export function createReportError(options: {
  readonly createId: () => string;
  readonly record: (report: {
    readonly id: string;
    readonly during: string;
    readonly error: unknown;
  }) => void;
}): ReportError {
  return (error, during) => {
    const id = options.createId();
    options.record({ id, during, error });
    return toFaultData(
      new Fault('INTERNAL', `Something went wrong inside Signalbox during ${during} (error ${id}).`, {
        wayOut: `The log has it under ${id}.`,
      }),
    );
  };
}
