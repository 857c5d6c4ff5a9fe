import { access } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { buildInventory } from './inventory/buildInventory.ts';
import type { Inventory } from './inventory/inventory.ts';
import { parseIniInventory, type ParsedInventory } from './inventory/parseIniInventory.ts';
import { parseYamlInventory } from './inventory/parseYamlInventory.ts';
import type { Report } from './problems.ts';
import type { WorkspaceInputs } from './resolve/workspaceInputs.ts';
import type { SignoffRules } from './signoffRules.ts';
import { errorCodeOf, type ReadOutcome, type SourceFile, type SourceFiles } from './sourceFiles.ts';
import type { SshFacts } from './sshConfig/expandSshPath.ts';
import { readSshConfig } from './sshConfig/readSshConfig.ts';
import { emptySshConfig, type SshConfigFile } from './sshConfig/sshConfigFile.ts';
import type { WorkspaceDocument } from './workspaceDocument.ts';
import type { Path } from './yaml/yamlSource.ts';

interface Reading {
  readonly files: SourceFiles;
  readonly document: WorkspaceDocument;
  readonly facts: SshFacts;
  readonly report: Report;
  readonly signoffRules: SignoffRules | undefined;
}

/** Everything that signalbox.yaml names, read; what cannot be read is reported at the line that names it. */
export async function readInputs(reading: Reading): Promise<WorkspaceInputs> {
  const { document, facts, files, signoffRules } = reading;
  return {
    document,
    facts,
    inventory: await readInventories(reading),
    sshConfig: await readUserSshConfig(reading),
    defaultIdentityFiles: await readDefaultIdentityFiles(facts.home),
    allowedSigners: await readAllowedSigners(reading),
    signoffRules,
    resolvePath: (path) => files.resolve(path),
  };
}

async function readInventories(reading: Reading): Promise<Inventory> {
  const { document, files, report } = reading;
  const statements: ParsedInventory['statements'][number][] = [];
  for (const [index, path] of (document.file.inventories ?? []).entries()) {
    const outcome = await files.read(path);
    const place = ['inventories', document.broken.placeOf('inventories', index)];
    const file = reportUnread(outcome, place, reading);
    if (!file) continue;
    if (file.text.startsWith('#!')) {
      const expected = 'a written inventory, such as `ansible-inventory --list --yaml` prints';
      report(document.source.problem(place, `${file.name} is a program; programs are not run`, { expected }));
      continue;
    }
    const parsed = isYaml(file) ? parseYamlInventory(file) : parseIniInventory(file);
    for (const problem of parsed.problems) report(problem);
    for (const statement of parsed.statements) statements.push(statement);
  }
  const built = buildInventory(statements);
  for (const problem of built.problems) report(problem);
  return built.inventory;
}

/** Ansible's own default (`yaml_valid_extensions`): these are YAML, everything else is INI. */
function isYaml(file: SourceFile): boolean {
  return ['.yaml', '.yml', '.json'].includes(extname(file.path).toLowerCase());
}

async function readUserSshConfig(reading: Reading): Promise<SshConfigFile> {
  const { document, facts, files, report } = reading;
  const written = document.file.ssh?.config;
  const outcome = await files.read(written ?? '~/.ssh/config');
  // Nobody has to have one; a file that is named has to be there.
  if (outcome.kind === 'missing' && written === undefined) return emptySshConfig;
  const file = reportUnread(outcome, ['ssh', 'config'], reading);
  return file ? readSshConfig(file, { files, facts, report }) : emptySshConfig;
}

async function readAllowedSigners(reading: Reading): Promise<SourceFile | undefined> {
  const written = reading.document.file.allowedSigners;
  if (written === undefined) return undefined;
  return reportUnread(await reading.files.read(written), ['allowedSigners'], reading);
}

function reportUnread(
  outcome: ReadOutcome,
  path: Path,
  { document, report }: Reading,
): SourceFile | undefined {
  switch (outcome.kind) {
    case 'read':
      return outcome.file;
    case 'missing':
      report(
        document.source.problem(path, `there is no file ${outcome.name}`, { expected: 'a file that exists' }),
      );
      return undefined;
    case 'unreadable':
      report(document.source.problem(path, `${outcome.name} ${outcome.reason}`, { expected: 'a text file' }));
      return undefined;
  }
}

/** The names that ssh tries by itself and that ssh2 can use (ssh_config(5), IdentityFile). */
const usualIdentityFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

async function readDefaultIdentityFiles(home: string): Promise<readonly string[]> {
  const paths = usualIdentityFiles.map((it) => join(home, '.ssh', it));
  const present = await Promise.all(paths.map((it) => isPresent(it)));
  return paths.filter((_, index) => present[index]);
}

async function isPresent(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCodeOf(error) !== undefined) return false;
    throw error;
  }
}
