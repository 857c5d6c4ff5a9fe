import type { Problem } from '../../../shared/model/problem.ts';
import type { SourceFile } from '../sourceFiles.ts';
import { parseYaml, type Path, type YamlSource } from '../yaml/yamlSource.ts';
import { suggestion } from '../nearestName.ts';
import { parseHostPattern } from './hostPattern.ts';
import type { InventoryStatement, InventoryValue } from './inventory.ts';
import type { ParsedInventory } from './parseIniInventory.ts';

/**
 * Ansible's YAML inventories (`ansible.plugins.inventory.yaml`): groups with `hosts`, `children` and `vars`.
 * Ansible warns of any other key and goes on; here it is a problem, since a slip there loses hosts.
 */
export function parseYamlInventory(file: SourceFile): ParsedInventory {
  const source = parseYaml(file.name, file.text, { scalars: 'text', merge: true });
  if (!source.isSound) return { statements: [], problems: source.problems };
  const reading: Reading = { source, statements: [], problems: [...source.problems] };
  readGroups(reading, source.value, []);
  return reading;
}

interface Reading {
  readonly source: YamlSource;
  readonly statements: InventoryStatement[];
  readonly problems: Problem[];
}

function readGroups(it: Reading, groups: unknown, path: Path, parent?: string): void {
  for (const [name, value] of entriesOf(it, groups, path, 'groups')) {
    const groupPath = [...path, name];
    if (path.length === 0 && name === 'plugin') {
      it.problems.push(
        it.source.problem(groupPath, 'inventory plugins are not run', {
          expected: 'a written inventory, such as `ansible-inventory --list --yaml` prints',
          target: 'key',
        }),
      );
      return;
    }
    const at = it.source.locate(groupPath, 'key');
    it.statements.push({ kind: 'group', group: name, at });
    if (parent !== undefined) it.statements.push({ kind: 'child', group: parent, child: name, at });
    readGroup(it, name, value, groupPath);
  }
}

function readGroup(it: Reading, group: string, value: unknown, path: Path): void {
  for (const [key, content] of entriesOf(it, value, path, 'hosts, children, vars')) {
    const here = [...path, key];
    switch (key) {
      case 'hosts':
        readHosts(it, group, content, here);
        break;
      case 'children':
        readGroups(it, content, here, group);
        break;
      case 'vars':
        for (const [name, variable] of variablesOf(it, content, here)) {
          it.statements.push({ kind: 'groupVariable', group, name, value: variable, at: variable.at });
        }
        break;
      default:
        it.problems.push(
          it.source.problem(here, `unknown key "${key}"${suggestion(key, groupKeys)}`, {
            expected: `one of ${groupKeys.join(', ')}`,
            target: 'key',
          }),
        );
    }
  }
}

const groupKeys = ['hosts', 'children', 'vars'];

function readHosts(it: Reading, group: string, hosts: unknown, path: Path): void {
  for (const [text, value] of entriesOf(it, hosts, path, 'hosts')) {
    const here = [...path, text];
    const pattern = parseHostPattern(text);
    if (pattern.kind === 'faulty') {
      it.problems.push(it.source.problem(here, pattern.message, { target: 'key' }));
      continue;
    }
    const at = it.source.locate(here, 'key');
    const variables = new Map(variablesOf(it, value, here));
    if (pattern.port !== undefined && !variables.has('ansible_port')) {
      variables.set('ansible_port', { text: pattern.port, at });
    }
    it.statements.push(
      ...pattern.names.map((host) => ({ kind: 'host', group, host, variables, at }) as const),
    );
  }
}

function variablesOf(
  it: Reading,
  value: unknown,
  path: Path,
): readonly (readonly [string, InventoryValue])[] {
  return entriesOf(it, value, path, 'variables').flatMap(([name, content]) => {
    // Lists and mappings are Ansible's own business; nothing here takes its value from them.
    if (typeof content !== 'string') return [];
    return [[name, { text: content, at: it.source.locate([...path, name]) }] as const];
  });
}

/** Absent and empty (`web1:`) are the same; anything but a mapping is a problem. */
function entriesOf(
  it: Reading,
  value: unknown,
  path: Path,
  of: string,
): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'object' && !Array.isArray(value)) return Object.entries(value);
  const kind = Array.isArray(value) ? 'a list' : 'text';
  it.problems.push(
    it.source.problem(path, `cannot be ${kind}`, { expected: `a mapping of ${of}`, target: 'key' }),
  );
  return [];
}
