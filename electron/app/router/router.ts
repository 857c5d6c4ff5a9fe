import type { AbortSignalLike, Handlers, MethodName, OutputOf } from '../../../shared/contract/contract.ts';
import { isMethodName, methodTable } from '../../../shared/protocol/contractTables.ts';
import { describeIssues } from '../../../shared/protocol/describeIssues.ts';
import { Fault, toFaultData, type FaultData } from '../../../shared/protocol/fault.ts';
import type { ReportError } from './reportError.ts';

export type RouterAnswer =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly fault: FaultData };

export interface Router {
  /** Never rejects: whatever goes wrong is the answer's fault. */
  answer(
    call: { readonly method: string; readonly input: unknown },
    context: { readonly signal: AbortSignalLike; readonly client: string },
  ): Promise<RouterAnswer>;
}

export interface RouterOptions {
  readonly handlers: Handlers;
  /** Refuses every method that the contract says is audited. */
  readonly readOnly: boolean;
  /** Gets every error that is not a `Fault`, with the id that the client is told. */
  readonly reportError: ReportError;
  /** Holds handlers to the contract's outputs as well; for tests and development. */
  readonly checkOutputs?: boolean;
}

/** From a method's name and raw input to its handler's answer: known, allowed, parsed, done. */
export function createRouter(options: RouterOptions): Router {
  return {
    async answer(call, context) {
      try {
        const method = requireMethod(call.method);
        requireAllowed(method, options.readOnly);
        return { ok: true, output: await perform(method, call.input, context, options) };
      } catch (error) {
        return { ok: false, fault: toAnswerFault(error, call.method, context.signal, options.reportError) };
      }
    },
  };
}

function requireMethod(name: string): MethodName {
  if (isMethodName(name)) return name;
  throw new Fault('UNKNOWN_METHOD', `There is no method ${JSON.stringify(name)}.`, {
    wayOut: 'Reload the window, so that both sides are of the same version.',
  });
}

function requireAllowed(method: MethodName, readOnly: boolean): void {
  if (!readOnly || methodTable[method].audit === undefined) return;
  throw new Fault('READ_ONLY', `${method} changes something, and this host was started read-only.`, {
    wayOut: 'Use a host that was started without --read-only.',
  });
}

async function perform<M extends MethodName>(
  method: M,
  input: unknown,
  context: { readonly signal: AbortSignalLike; readonly client: string },
  { handlers, checkOutputs = false }: RouterOptions,
): Promise<OutputOf<M>> {
  const parsed = methodTable[method].input.safeParse(input);
  if (!parsed.success) {
    throw new Fault('INVALID_INPUT', `The input of ${method} is not valid.`, {
      details: describeIssues(parsed.error),
    });
  }
  const output = await handlers[method](parsed.data, context);
  if (checkOutputs) requireContract(method, output);
  return output;
}

/** Looks at the output as the client will see it: after JSON. */
function requireContract(method: MethodName, output: unknown): void {
  const seen: unknown = JSON.parse(JSON.stringify(output ?? null));
  const checked = methodTable[method].output.safeParse(seen);
  if (checked.success) return;
  throw new Error(`${method} answered outside of its contract: ${describeIssues(checked.error).join('; ')}`);
}

function toAnswerFault(
  error: unknown,
  method: string,
  signal: AbortSignalLike,
  reportError: ReportError,
): FaultData {
  if (error instanceof Fault) return toFaultData(error);
  if (signal.aborted) return toFaultData(new Fault('CANCELLED', `${method} was cancelled.`));
  return reportError(error, method);
}
