import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import packageFile from './package.json' with { type: 'json' };

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What other files are started by, each a file of its own in the build: Electron's main file and the journal's threads. */
const entries = [
  'electron/shell/main.ts',
  'electron/journal/journalWorker.ts',
  'electron/journal/verifyWorker.ts',
  'electron/journal/rangeWorker.ts',
  'electron/journal/backupWorker.ts',
  'electron/journal/queryIndex/indexWorker.ts',
  'electron/app/checkpoint/foldWorker.ts',
  'electron/app/audit/auditWorker.ts',
  'electron/app/audit/reportWorker.ts',
  'electron/app/workspaceWorker.ts',
];

/** What is no JavaScript and yet found beside a file: the verifier in every export, and what tells of playbooks. */
const texts = ['electron/audit/bundle/verify.sh', 'electron/ansible/plugins/signalbox_events.py'];

/**
 * The desktop's own files: `vite build --config electron.vite.config.ts` for the main process, and once more with
 * `--mode preload` for what every page gets. The main process keeps one file per module at its place, so that
 * everything that is found beside a file (threads, the version) is found there in the build too.
 */
export default defineConfig(({ mode }): UserConfig => (mode === 'preload' ? preload : mainProcess));

const mainProcess: UserConfig = {
  plugins: [pointToBuiltFiles(), writePackageFile()],
  build: {
    ssr: true,
    outDir: at('dist/desktop'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: entries.map(at),
      // Packages stay packages: the journal's has a binary, and electron-builder packs them as they are.
      external: [/^node:/, /^electron$/, ...Object.keys(packageFile.dependencies).map(asPackage)],
      output: {
        format: 'es',
        preserveModules: true,
        preserveModulesRoot: at('.'),
        entryFileNames: '[name].js',
      },
    },
  },
};

/** A page in the sandbox takes one CommonJS file and nothing beside it. */
const preload: UserConfig = {
  build: {
    ssr: true,
    outDir: at('dist/desktop/electron/shell'),
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: at('electron/shell/preload.ts'),
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
    },
  },
};

function asPackage(name: string): RegExp {
  return new RegExp(`^${name.replace(/[/.]/g, '\\$&')}(/|$)`);
}

/** `new URL('./journalWorker.ts', import.meta.url)` names a source; in the build the file beside is JavaScript. */
function pointToBuiltFiles(): Plugin {
  return {
    name: 'point-to-built-files',
    transform: (code) =>
      code.replaceAll(
        /new URL\((['"])(\.[^'"]*)\.ts\1, import\.meta\.url\)/g,
        "new URL('$2.js', import.meta.url)",
      ),
  };
}

/** The app reads its version from the file two folders up; without `type` Node would not take the files as modules. */
function writePackageFile(): Plugin {
  const { name, version } = packageFile;
  const source = JSON.stringify({ name, version, type: 'module', main: 'electron/shell/main.js' });
  return {
    name: 'write-package-file',
    generateBundle() {
      for (const fileName of texts) {
        this.emitFile({ type: 'asset', fileName, source: readFileSync(at(fileName), 'utf8') });
      }
      this.emitFile({ type: 'asset', fileName: 'package.json', source });
    },
  };
}
