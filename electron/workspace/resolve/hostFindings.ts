import type { Report } from '../problems.ts';
import type { Path, YamlSource } from '../yaml/yamlSource.ts';

/** Something wrong with one place of the file for some hosts: said once, naming them, not once a host. */
export interface HostFindings {
  /** Findings whose sentence is the same but for the hosts are one. */
  add(host: string, path: Path, sentence: (hosts: string) => string, expected?: string): void;
  reportTo(report: Report): void;
}

export function createHostFindings(source: YamlSource): HostFindings {
  const findings = new Map<
    string,
    { path: Path; sentence: (hosts: string) => string; expected?: string; hosts: Set<string> }
  >();
  return {
    add(host, path, sentence, expected) {
      const key = JSON.stringify([path.map(String), sentence('')]);
      const finding = findings.get(key) ?? {
        path,
        sentence,
        ...(expected === undefined ? {} : { expected }),
        hosts: new Set<string>(),
      };
      finding.hosts.add(host);
      findings.set(key, finding);
    },
    reportTo(report) {
      for (const { path, sentence, expected, hosts } of findings.values()) {
        report(source.problem(path, sentence(listed([...hosts])), { expected }));
      }
    },
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
