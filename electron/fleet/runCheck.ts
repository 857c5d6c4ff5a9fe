import type { FilledCheck, FilledHttpCheck } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { probeHttp, type HttpAnswer } from './httpProbe.ts';
import type { ObservedHost } from './ports.ts';

export interface CheckResult {
  readonly passed: boolean;
  readonly detail: string;
}

export interface CheckOptions {
  /** `{version}` in the expected text stands for it. */
  readonly version: string;
  /** Turns a command of the workspace into the script that runs it in the service's folder. */
  script(command: string): string;
  readonly signal?: AbortSignal;
}

const defaultCommandTimeoutMs = 30_000;

/** One attempt at a check, from the host itself. A service that does not answer fails the check. */
export async function runCheck(
  host: ObservedHost,
  check: FilledCheck,
  options: CheckOptions,
): Promise<CheckResult> {
  return 'command' in check ? runCommandCheck(host, check, options) : runHttpCheck(host, check, options);
}

async function runHttpCheck(
  host: ObservedHost,
  check: FilledHttpCheck,
  options: CheckOptions,
): Promise<CheckResult> {
  try {
    const answer = await probeHttp(host, check, options);
    return judge(answer, check, options.version);
  } catch (error) {
    if (error instanceof Fault && error.code === 'STEP_FAILED')
      return { passed: false, detail: error.message };
    throw error;
  }
}

function judge(answer: HttpAnswer, check: FilledHttpCheck, version: string): CheckResult {
  const wanted = check.status ?? 200;
  const what = `${check.http} answered ${answer.status}`;
  if (answer.status !== wanted) return { passed: false, detail: `${what}, expected ${wanted}` };
  const text = check.contains?.replaceAll('{version}', version);
  if (text !== undefined && !answer.body.includes(text)) {
    return { passed: false, detail: `${what}, but without ${JSON.stringify(text)}` };
  }
  return { passed: true, detail: what };
}

async function runCommandCheck(
  host: ObservedHost,
  check: Extract<FilledCheck, { command: string }>,
  options: CheckOptions,
): Promise<CheckResult> {
  const timeoutMs = check.timeout ?? defaultCommandTimeoutMs;
  const { exitCode, output } = await host.ask(options.script(check.command), {
    timeoutMs,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const lastLine = output.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  return { passed: exitCode === 0, detail: `exit code ${exitCode}${lastLine === '' ? '' : `: ${lastLine}`}` };
}

/**
 * Which version the running service says it is; `undefined` when it says nothing usable. The text is a
 * host's: it is cut to one short line.
 */
export async function readRunningVersion(
  host: ObservedHost,
  check: FilledHttpCheck & { readonly json?: string | undefined },
  options: { readonly signal?: AbortSignal } = {},
): Promise<string | undefined> {
  try {
    const answer = await probeHttp(host, check, options);
    if (answer.status !== (check.status ?? 200)) return undefined;
    const text = check.json === undefined ? answer.body : fieldOf(answer.body, check.json);
    return text?.trim().split('\n')[0]?.slice(0, 100);
  } catch (error) {
    if (error instanceof Fault && error.code === 'STEP_FAILED') return undefined;
    throw error;
  }
}

function fieldOf(body: string, path: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined; // not JSON: the service does not say
  }
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
