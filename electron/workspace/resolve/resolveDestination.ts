import type { SshDestination } from '../../../shared/model/workspace.ts';
import type { Report } from '../problems.ts';
import { expandSshPath } from '../sshConfig/expandSshPath.ts';
import type { Jump } from '../sshConfig/jumpSpecification.ts';
import { lookUpSshHost, type SshAnswer } from '../sshConfig/lookUpSshHost.ts';
import type { HostDirectory } from './hostDirectory.ts';
import { connectionOfAnswer } from './answeredConnection.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';
import {
  connectionOfEntry,
  connectionOfInventory,
  type Written,
  type WrittenConnection,
} from './writtenConnection.ts';

interface Resolving {
  readonly inputs: WorkspaceInputs;
  readonly hosts: HostDirectory;
  readonly report: Report;
}

/**
 * Where SSH goes for a host, jumps first: signalbox.yaml before the inventory before ssh's configuration before the
 * defaults. Undefined when that cannot be said; then the reason is reported.
 */
export function resolveDestination(name: string, resolving: Resolving): SshDestination | undefined {
  return resolveStop({ name }, resolving, []);
}

/** @param trail names whose jumps led here, the first being the host itself. */
function resolveStop(stop: Jump, resolving: Resolving, trail: readonly string[]): SshDestination | undefined {
  const settings = gather(stop, resolving);
  const reached = reach(stop, settings, resolving);
  const jumps =
    settings.jumps === undefined ? [] : resolveJumps(settings.jumps, resolving, [...trail, stop.name]);
  return reached && jumps && { ...reached, jumps };
}

/**
 * Like ssh: the first jump goes its own way there, its own jumps included; every later one is reached through the
 * one before, whatever its own configuration says.
 */
function resolveJumps(
  { value: stops, at, path }: Written<readonly Jump[]>,
  resolving: Resolving,
  trail: readonly string[],
): readonly SshDestination[] | undefined {
  const repeated = stops.find(
    (it, index) => trail.includes(it.name) || stops.findIndex((s) => s.name === it.name) < index,
  );
  if (repeated) {
    const circle = [...trail, ...stops.slice(0, stops.indexOf(repeated) + 1).map((it) => it.name)].join(
      ' > ',
    );
    resolving.report({
      ...at,
      path,
      message: `the jumps go in a circle: ${circle}`,
      expected: 'a way that ends',
    });
    return undefined;
  }
  // A faulty entry is reported already; a guess at the way through it would be another problem.
  if (stops.some((it) => resolving.hosts.isBroken(it.name))) return undefined;
  const resolved = stops.map((it, index) => {
    if (index === 0) return resolveStop(it, resolving, trail);
    const reached = reach(it, gather(it, resolving), resolving);
    return reached && { ...reached, jumps: [] };
  });
  const flat: SshDestination[] = [];
  for (const it of resolved) {
    if (!it) return undefined;
    flat.push(...it.jumps, { ...it, jumps: [] });
  }
  return flat;
}

interface Settings extends WrittenConnection {
  readonly answer: SshAnswer;
}

function gather(stop: Jump, { inputs, hosts, report }: Resolving): Settings {
  const entry = hosts.entryOf(stop.name);
  const listed = hosts.inventoryHostOf(stop.name);
  const written = entry ? connectionOfEntry(stop.name, entry, inputs.document) : {};
  const inherited = listed ? connectionOfInventory(listed, written, report) : {};
  const known: WrittenConnection = { ...inherited, ...written };
  const answer = lookUpSshHost(inputs.sshConfig, {
    name: stop.name,
    address: known.address?.value,
    user: stop.user ?? known.user?.value,
    localUser: inputs.facts.userName,
    settled: new Set([
      ...(known.address ? ['hostname' as const] : []),
      ...(stop.user === undefined && !known.user ? [] : ['user' as const]),
      ...(stop.port === undefined && !known.port ? [] : ['port' as const]),
      ...(known.identityFiles ? ['identityfile' as const] : []),
      ...(known.jumps ? ['proxy' as const] : []),
    ]),
  });
  for (const problem of answer.problems) report(problem);
  return { ...connectionOfAnswer(stop.name, answer, report), ...known, answer };
}

type Reached = Omit<SshDestination, 'jumps'>;

function reach(stop: Jump, settings: Settings, { inputs, report }: Resolving): Reached | undefined {
  const address = checkWord(settings.address, 'an address', report) ?? stop.name;
  const user = stop.user ?? checkWord(settings.user, 'a user', report) ?? inputs.facts.userName;
  const port = stop.port ?? settings.port?.value ?? 22;
  const tokens = {
    '%': '%',
    d: inputs.facts.home,
    h: address,
    n: stop.name,
    p: String(port),
    r: user,
    u: inputs.facts.userName,
  };
  const written = settings.identityFiles?.value.map((it) => inputs.resolvePath(it));
  const answered = settings.answer.identityFiles
    // `none` says that no key file is offered (ssh_config(5), IdentityFile).
    .filter((it) => it.value.toLowerCase() !== 'none')
    .flatMap((it) => {
      const expanded = expandSshPath(it.value, inputs.facts, inputs.resolvePath('.'), tokens);
      if (expanded.kind === 'path') return [expanded.path];
      report({ ...it.at, path: '', message: `IdentityFile ${expanded.message}` });
      return [];
    });
  const usual = settings.answer.identityFiles.length === 0 ? inputs.defaultIdentityFiles : answered;
  return { name: stop.name, address, port, user, identityFiles: [...new Set(written ?? usual)] };
}

/** One word that no program takes for an option. */
function checkWord(written: Written<string> | undefined, what: string, report: Report): string | undefined {
  if (!written) return undefined;
  if (/^[^\s\p{Cc}-][^\s\p{Cc}]{0,254}$/u.test(written.value)) return written.value;
  const shown = JSON.stringify(written.value.slice(0, 60));
  report({ ...written.at, path: written.path, message: `${shown} is not ${what}`, expected: 'one word' });
  return undefined;
}
