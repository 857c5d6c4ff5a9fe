import type { EngineEnd, EngineLiteral, EnginePort } from '../../electron/rollout/ports.ts';
import { engine } from '../../shared/model/engine.ts';
import type { Service } from '../../shared/model/workspace.ts';
import { commit } from './rolloutWorkspace.ts';

/**
 * An engine that does nothing, in no time, to tell stories about batches; a real one takes seconds to start. The same stories
 * run with Ansible in test/integration/ansible.
 */
export interface EngineStory {
  onRehearsal?(host: string): Error | undefined;
  /** What it makes of a host; by default all is well. */
  onRun?(host: string): EngineEnd | Error | undefined;
}

export function withEngine(service: Service): Service {
  const { name, repositories, unpack } = service;
  const written = {
    kind: 'ansible',
    repository: '/playbooks',
    commit,
    playbook: 'deploy.yml',
    variables: {},
  };
  return { name, repositories, unpack, engine: engine.parse(written) };
}

export const engineLiteral: EngineLiteral = {
  rehearsal: () => ['rehearse'],
  run: (hosts) => [`run ${hosts.join(',')}`],
};

/** Says each run among the effects; of a process that is gone nothing is heard. */
export function createEnginePort(
  story: EngineStory,
  effects: string[],
  { isOver, never }: { readonly isOver: () => boolean; readonly never: Promise<never> },
): EnginePort {
  return {
    rehearse: async (host) => {
      if (isOver()) return never;
      const refusal = story.onRehearsal?.(host);
      if (refusal) throw refusal;
    },
    run: async (arrived) => {
      if (isOver()) return never;
      const hosts = arrived.map(({ host }) => host);
      effects.push(`run ${hosts.join(',')}`);
      await Promise.resolve();
      if (isOver()) return never;
      return new Map(hosts.map((host) => [host, endOf(story.onRun?.(host))]));
    },
  };
}

function endOf(end: EngineEnd | Error | undefined): EngineEnd {
  if (end instanceof Error) throw end;
  return end ?? { kind: 'done', command: 'run', detail: 'all well' };
}
