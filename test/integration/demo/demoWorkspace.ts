import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { releaseFile, releaseFolderOf } from '../../../shared/model/release.ts';
import { workspaceFile, type ServiceEntry } from '../../../shared/model/workspaceFile.ts';
import { connectDemoClient, type DemoClient } from './demoClient.ts';

/** The demo's workspace as any reader of its files sees it. */
export interface DemoWorkspace {
  readonly commands: ServiceEntry['commands'];
  readonly sockets: readonly string[];
  readonly runDirectory: string;
  readonly production: readonly string[];
  release(version: string): {
    readonly folder: string;
    readonly path: string;
    readonly sha256: string;
    readonly commit: string;
  };
  variables(host: string): Readonly<Record<string, string>>;
  connect(host: string): Promise<DemoClient>;
}

export function readDemoWorkspace(directory: string): DemoWorkspace {
  const file = workspaceFile.parse(parse(readFileSync(join(directory, 'signalbox.yaml'), 'utf8')));
  const service = Object.values(file.services)[0];
  const production = file.environments.find(({ name }) => name === 'production')?.hosts;
  if (!service || !Array.isArray(production)) throw new Error('not the workspace of the demo');
  const hosts = new Map(Object.entries(file.hosts ?? {}));
  const sockets = Object.values(file.balancers ?? {}).flatMap((it) => ('socket' in it ? [it.socket] : []));
  return {
    commands: service.commands,
    sockets,
    runDirectory: dirname(sockets[0] ?? ''),
    production,
    release(version) {
      const text = readFileSync(join(directory, 'releases', `shop-${version}.yaml`), 'utf8');
      const it = releaseFile.parse(parse(text));
      if (!('file' in it.artifact)) throw new Error('the demo has its artifacts as files');
      const { file: path, sha256 } = it.artifact;
      const folder = releaseFolderOf({ version, artifactSha256: sha256 });
      return { folder, path: join(directory, 'releases', path), sha256, commit: it.commit };
    },
    variables: (host) => hosts.get(host)?.variables ?? {},
    connect(host) {
      const port = hosts.get(host)?.port;
      const knownHosts = readFileSync(join(directory, 'known_hosts'), 'utf8');
      return connectDemoClient({
        ...(port === undefined ? {} : { port }),
        privateKey: readFileSync(join(directory, 'keys/demo_ed25519'), 'utf8'),
        hostVerifier: (key: Buffer) =>
          knownHosts.includes(`[127.0.0.1]:${port} ssh-ed25519 ${key.toString('base64')}\n`),
      });
    },
  };
}
