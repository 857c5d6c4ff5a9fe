import type { Roster } from '../../../shared/model/person.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';
import type { Report } from '../problems.ts';
import type { RuleFinding, SignoffRules } from '../signoffRules.ts';
import type { Path } from '../yaml/yamlSource.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

type Signoff = Pick<Workspace, 'people' | 'bots' | 'policies' | 'allowedSigners'>;

interface Judging {
  readonly inputs: WorkspaceInputs;
  readonly rules: SignoffRules;
  readonly report: Report;
}

/** Who works here, and who must sign where. */
export function resolveSignoff(inputs: WorkspaceInputs, report: Report): Signoff {
  const { signoffRules: rules } = inputs;
  if (!rules) return refuseUnjudged(inputs, report);
  const judging = { inputs, rules, report };
  const roster = resolveRoster(judging);
  const policies = resolvePolicies(roster ?? rosterOfGroups(inputs), judging);
  checkAllowedSigners(roster, judging);
  return {
    people: roster?.people ?? [],
    bots: roster?.bots ?? [],
    policies,
    ...allowedSignersPath(inputs),
  };
}

/** Whoever reads the file without knowing the rules must not go on as if nobody had to sign. */
function refuseUnjudged({ document }: WorkspaceInputs, report: Report): Signoff {
  const { file, source, broken } = document;
  const areas = (['people', 'bots', 'allowedSigners'] as const).filter((area) => file[area] !== undefined);
  const policies = file.environments.flatMap(({ signoff }, index): Path[] =>
    signoff ? [['environments', broken.placeOf('environments', index), 'signoff']] : [],
  );
  for (const path of [...areas.map((area) => [area]), ...policies]) {
    const message = 'this program does not know the rules of sign-offs, so it cannot use this workspace';
    report(source.problem(path, message, { target: 'key' }));
  }
  return { people: [], bots: [], policies: [] };
}

function resolveRoster({ inputs, rules, report }: Judging): Roster | undefined {
  const { people = {}, bots = {} } = inputs.document.file;
  const reading = rules.resolveRoster({ people, bots });
  switch (reading.kind) {
    case 'resolved':
      return reading.roster;
    case 'refused':
      reportFindings(reading.findings, [], inputs, report);
      return undefined;
  }
}

/** Enough to judge policies while something else is wrong with somebody: groups do not depend on addresses and keys. */
function rosterOfGroups({ document: { file } }: WorkspaceInputs): Roster {
  const people = Object.entries(file.people ?? {}).map(([name, { groups = [] }]) => ({
    name,
    displayName: name,
    emails: [],
    groups,
    keys: [],
  }));
  return { people, bots: [] };
}

function resolvePolicies(roster: Roster, { inputs, rules, report }: Judging): Workspace['policies'] {
  const { file, broken } = inputs.document;
  return file.environments.flatMap(({ name, signoff }, index) => {
    if (!signoff) return [];
    const reading = rules.resolvePolicy(name, signoff, roster);
    switch (reading.kind) {
      case 'resolved':
        return [reading.policy];
      case 'refused': {
        const path = ['environments', broken.placeOf('environments', index), 'signoff'];
        // Somebody who cannot be read may be the one who is missing in the group.
        if (broken.arePeopleWhole) reportFindings(reading.findings, path, inputs, report);
        return [];
      }
    }
  });
}

function checkAllowedSigners(roster: Roster | undefined, { inputs, rules, report }: Judging): void {
  const { allowedSigners, document } = inputs;
  if (!allowedSigners) return;
  const { arePeopleWhole } = document.broken;
  const problems = rules.checkAllowedSigners(allowedSigners.text, {
    ...(arePeopleWhole ? { names: Object.keys(document.file.people ?? {}) } : {}),
    ...(arePeopleWhole && roster ? { people: roster.people } : {}),
  });
  for (const it of problems) {
    if ('line' in it) {
      report({ file: allowedSigners.name, line: it.line, column: 1, path: '', message: it.message });
    } else {
      reportFindings([it], [], inputs, report);
    }
  }
}

function allowedSignersPath({ document, resolvePath }: WorkspaceInputs): Pick<Signoff, 'allowedSigners'> {
  const written = document.file.allowedSigners;
  return written === undefined ? {} : { allowedSigners: resolvePath(written) };
}

function reportFindings(
  findings: readonly RuleFinding[],
  below: Path,
  { document }: WorkspaceInputs,
  report: Report,
): void {
  for (const { path, message } of findings) report(document.source.problem([...below, ...path], message));
}
