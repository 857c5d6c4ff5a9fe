#!/usr/bin/env node
/* global process */
/*
 * Plain old syntax on purpose: a Node that is too old must get as far as saying so, before it meets TypeScript
 * (a syntax error to it) or better-sqlite3 (which ends it with a segmentation fault).
 */
const needed = 24;
const version = process.versions.node;

if (Number(version.split('.')[0]) < needed) {
  process.stderr.write(
    'Signalbox needs Node ' +
      needed +
      ' or newer, and this is Node ' +
      version +
      '. In the project, "npm run signalbox -- COMMAND" uses the right one.\n',
  );
  process.exitCode = 2;
} else {
  import('./compileCache.js')
    .then(function (cache) {
      cache.keepCompiled(process);
      return import('../electron/terminal/main.ts');
    })
    .then(
      function (host) {
        return host.main(process);
      },
      function (error) {
        process.stderr.write('Signalbox could not be loaded: ' + error.message + '\n');
        process.exitCode = 1;
      },
    );
}
