import { releaseFolderOf, type Release } from '../../shared/model/release.ts';

/**
 * The shell text that runs on hosts: POSIX sh, built here and nowhere else, every value quoted.
 *
 * On a host a service lives in one folder:
 *   artifacts/SHA256            the bytes as they came
 *   releases/VERSION-SHA12/     unpacked, with `.signalbox-release` saying what it is
 *   installed.log               one line each time that current was switched: when, what, by which account
 *   current -> releases/…       switched by rename, so that there is never a moment without it
 * Where an engine installs, it does so elsewhere, and there is instead of releases
 *   installed/VERSION-SHA12/    nothing but `.signalbox-release`; current points to it
 */
export interface ScriptContext {
  readonly service: string;
  readonly environment: string;
  readonly host: string;
  readonly directory: string;
  readonly unpack: 'tar.gz' | 'none';
  /** Something else installs the release. */
  readonly hasEngine?: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly release: Release;
  /** Quotes one shell word. */
  readonly quote: (word: string) => string;
}

const enter = (context: ScriptContext): string => `cd -- ${context.quote(context.directory)} || exit 1`;

/** Where the upload goes; renamed to the artifact's digest only after the host itself has hashed it. */
export function incomingPath(context: ScriptContext): string {
  return `${context.directory}/artifacts/${context.release.artifactSha256}.part`;
}

/** Makes the folders, and says `present` when the artifact is there already: its digest is verified next. */
export function prepareScript(context: ScriptContext): string {
  const directory = context.quote(context.directory);
  return [
    `mkdir -p -- ${directory}/artifacts ${directory}/releases || exit 1`,
    enter(context),
    `if [ -f artifacts/${context.release.artifactSha256} ]; then echo present; else echo absent; fi`,
  ].join('\n');
}

/** Lets the host fetch the artifact itself; an interrupted download goes on where it stopped. */
export function fetchScript(context: ScriptContext, url: string): string {
  const part = `artifacts/${context.release.artifactSha256}.part`;
  return [
    enter(context),
    `if [ -f artifacts/${context.release.artifactSha256} ]; then echo present; exit 0; fi`,
    `if command -v curl >/dev/null 2>&1; then curl --fail --silent --show-error --location --retry 2 --continue-at - --output ${part} -- ${context.quote(url)}`,
    `else wget --quiet --continue --output-document=${part} -- ${context.quote(url)}; fi`,
  ].join('\n');
}

/** The host hashes the bytes itself. Prints the digest it found; exit code 3 when it is another one. */
export function verifyScript(context: ScriptContext): string {
  const artifact = `artifacts/${context.release.artifactSha256}`;
  return [
    enter(context),
    `file=${artifact}; [ -f "$file" ] || file=${artifact}.part`,
    `found=$(sha256sum < "$file") || exit 1`,
    `found=\${found%% *}; echo "sha256 $found"`,
    `if [ "$found" != ${context.release.artifactSha256} ]; then rm -f -- "$file"; exit 3; fi`,
    `if [ "$file" = ${artifact}.part ]; then mv -- ${artifact}.part ${artifact}; fi`,
  ].join('\n');
}

/** Unpacks beside, then renames: a release folder is whole or not there. */
export function unpackScript(context: ScriptContext): string {
  const { release, quote } = context;
  const folder = quote(`releases/${releaseFolderOf(release)}`);
  const artifact = `artifacts/${release.artifactSha256}`;
  const unpack =
    context.unpack === 'tar.gz' ? `tar -xzf ${artifact} -C "$new"` : `cp -- ${artifact} "$new"/artifact`;
  return [
    enter(context),
    `if grep -qx 'sha256 ${release.artifactSha256}' ${folder}/.signalbox-release 2>/dev/null; then echo present; exit 0; fi`,
    `new=${folder}.new`,
    `rm -rf -- "$new" && mkdir -- "$new" || exit 1`,
    `${unpack} || { rm -rf -- "$new"; exit 1; }`,
    `printf '%s\\n' ${quotedFacts(context)} > "$new"/.signalbox-release || exit 1`,
    `rm -rf -- ${folder} && mv -- "$new" ${folder}`,
  ].join('\n');
}

function quotedFacts({ service, release, quote }: ScriptContext): string {
  const facts = [
    `service ${service}`,
    `version ${release.version}`,
    `commit ${release.commit}`,
    `sha256 ${release.artifactSha256}`,
  ];
  return facts.map((fact) => quote(fact)).join(' ');
}

/**
 * Makes sure that what runs now could be brought back without a copy: its bytes lie here, and the host hashes them
 * itself. Exit code 4 and a sentence where it could not.
 */
export function armScript(context: ScriptContext): string {
  return [
    enter(context),
    context.hasEngine === true
      ? `if [ ! -e current ]; then echo 'it is not known what the playbook brought before: it could not be brought back'; exit 4; fi`
      : `if [ ! -e current ]; then echo 'nothing runs here yet: there is nothing to go back to'; exit 0; fi`,
    `wanted=$(sed -n 's/^sha256 //p' current/.signalbox-release 2>/dev/null)`,
    `case $wanted in ''|*[!0-9a-f]*) echo 'it is not known what runs here: it could not be brought back'; exit 4;; esac`,
    `if [ ! -f "artifacts/$wanted" ]; then echo 'the artifact of what runs here is gone: it could not be brought back'; exit 4; fi`,
    `found=$(sha256sum < "artifacts/$wanted") || exit 1`,
    `if [ "\${found%% *}" != "$wanted" ]; then echo 'the artifact of what runs here was changed: it could not be brought back'; exit 4; fi`,
    `echo "sha256 $wanted can be brought back"`,
  ].join('\n');
}

/** Says what `current` is: the facts of its release, or nothing. */
export function inspectScript(context: ScriptContext): string {
  return [
    `cat -- ${context.quote(`${context.directory}/current/.signalbox-release`)} 2>/dev/null || echo none`,
  ].join('\n');
}

/** A rename replaces the link in one step; `ln -sfn` alone would remove it first. */
export function switchScript(context: ScriptContext): string {
  const target = context.quote(`releases/${releaseFolderOf(context.release)}`);
  return [
    enter(context),
    `[ -f ${target}/.signalbox-release ] || { echo "the release folder is missing"; exit 1; }`,
    ...switchLines(context, target),
  ].join('\n');
}

function switchLines({ release }: ScriptContext, target: string): string[] {
  return [
    `ln -sfn -- ${target} current.next && mv -T -- current.next current || exit 1`,
    // The host's own journal: what it says is held against Signalbox's, which may have been changed or passed by.
    `printf '%s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ) ${release.version} ${release.commit} ${release.artifactSha256} $(id -un)" >> installed.log`,
  ];
}

/** `current` must be Signalbox's own: a link that a playbook made is what the service runs from. */
export function currentIsOursScript(context: ScriptContext): string {
  return [
    enter(context),
    `if [ -e current ] || [ -L current ]; then [ -L current ] && [ -f current/.signalbox-release ] || { echo 'current is not a link that Signalbox made: give the service a directory of its own'; exit 4; }; fi`,
  ].join('\n');
}

/** Notes what the engine has installed: the same facts at the same place as everywhere, with nothing beside them. */
export function noteScript(context: ScriptContext): string {
  const folder = context.quote(`installed/${releaseFolderOf(context.release)}`);
  return [
    currentIsOursScript(context),
    `mkdir -p -- ${folder} && printf '%s\\n' ${quotedFacts(context)} > ${folder}/.signalbox-release || exit 1`,
    ...switchLines(context, folder),
  ].join('\n');
}

/** A command of the workspace, run in the service's folder with everything it may want to know. */
export function commandScript(context: ScriptContext, command: string): string {
  const { release, quote } = context;
  const values: Readonly<Record<string, string>> = {
    ...context.variables,
    SIGNALBOX_SERVICE: context.service,
    SIGNALBOX_ENVIRONMENT: context.environment,
    SIGNALBOX_HOST: context.host,
    SIGNALBOX_VERSION: release.version,
    SIGNALBOX_COMMIT: release.commit,
    SIGNALBOX_ARTIFACT_SHA256: release.artifactSha256,
    ...(context.hasEngine === true ? {} : { SIGNALBOX_RELEASE: `releases/${releaseFolderOf(release)}` }),
  };
  return [
    enter(context),
    ...Object.entries(values).map(([name, value]) => `export ${name}=${quote(value)}`),
    command.trimEnd(),
  ].join('\n');
}

/**
 * Counts the established connections at the service's port: a reloaded balancer forgets its own. The kernel's tables are
 * read (proc_net_tcp: the local address ends in the port, in hexadecimal, and 01 is established), as `ss` is not everywhere
 * and its absence would read as 0. Prints nothing where they cannot be read.
 */
export function sessionsScript(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const count = `$2 ~ /:${hex}$/ && $4 == "01" { count++ } END { print count + 0 }`;
  return `if [ -r /proc/net/tcp ]; then
  set -- /proc/net/tcp; [ -r /proc/net/tcp6 ] && set -- "$@" /proc/net/tcp6
  awk '${count}' "$@"
fi`;
}
