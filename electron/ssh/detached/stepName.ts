import { hostName } from '../../../shared/model/names.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

/** One step of one rollout on one host. */
export interface StepOwner {
  readonly rolloutId: string;
  readonly host: string;
  /** What the step does: `start`; `start-2` where it is the second time that it is asked for. */
  readonly step: string;
}

/**
 * The name of a step is the name of its folder: `ROLLOUT.HOST.STEP`. Only a host's name may hold dots, so that the
 * name can be read again; none of the parts can be a path, an option or a word that a shell would change.
 * Throws INVALID_INPUT.
 */
export function toStepName(of: StepOwner): string {
  const name = `${of.rolloutId}.${of.host}.${of.step}`;
  if (parseStepName(name)?.host === of.host && idPattern.test(of.rolloutId)) return name;
  throw new Fault('INVALID_INPUT', `not the name of a step: ${JSON.stringify(name.slice(0, 200))}`);
}

/** `undefined` for what no step of ours can be called. */
export function parseStepName(name: string): StepOwner | undefined {
  const [, rolloutId = '', host = '', step = ''] = namePattern.exec(name) ?? [];
  if (!idPattern.test(rolloutId) || !stepPattern.test(step)) return undefined;
  return hostName.safeParse(host).success ? { rolloutId, host, step } : undefined;
}

const namePattern = /^([^.]*)\.(.*)\.([^.]*)$/;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const stepPattern = /^[A-Za-z]{1,40}(-\d{1,4})?$/;
