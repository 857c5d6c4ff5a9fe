import type { Release } from '../../shared/model/release.ts';
import type { DeploymentTarget, Host, Service } from '../../shared/model/workspace.ts';
import {
  toCommandLine,
  toInventoryCommand,
  toInventoryEntry,
  toListCommand,
  toLoginCommand,
  toPlaybookCommand,
  type EngineRun,
} from '../ansible/literals.ts';
import type { EngineLiteral } from '../rollout/ports.ts';
import { quoteShell } from '../ssh/quote.ts';

/** What a plan says of the engine's work, word for word; nothing where Signalbox does it itself. */
export function createEngineLiteral(of: {
  readonly service: Service;
  readonly target: DeploymentTarget;
  readonly release: Release;
  readonly hosts: readonly Host[];
}): EngineLiteral | undefined {
  const run = toEngineRun(of);
  if (!run) return undefined;
  const { commit, repository } = run.engine;
  const all = of.target.placements.map(({ host }) => host);
  const line = (words: readonly string[]): string => toCommandLine(words, quoteShell);
  return {
    rehearsal: (name) => [
      `copy the files of the commit ${commit} of ${repository}; every command is run in them`,
      `write hosts.json: ${JSON.stringify({ [name]: entryOf(of, name) })}`,
      line(toInventoryCommand(run)),
      line(toListCommand(run, all)),
      line(toLoginCommand(name)),
    ],
    run: (hosts) => [line(toPlaybookCommand(run, hosts))],
  };
}

export function toEngineRun(of: {
  readonly service: Service;
  readonly target: DeploymentTarget;
  readonly release: Release;
}): EngineRun | undefined {
  const { engine } = of.service;
  return engine && { engine, target: of.target, release: of.release };
}

function entryOf(
  { hosts, target }: { readonly hosts: readonly Host[]; readonly target: DeploymentTarget },
  name: string,
): unknown {
  const host = hosts.find((it) => it.name === name);
  const placement = target.placements.find((it) => it.host === name);
  return host && placement ? toInventoryEntry(host, placement) : {};
}
