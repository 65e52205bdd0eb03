/** @module What is done with the installed package, in order. A step throws when something is wrong. */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Run, runIn } from './run-command.js';

export interface Context {
  /** The repository. */
  readonly root: string;
  /** The folder that the package is installed in. */
  readonly project: string;
  readonly tarball: string;
  /** Runs a program in the project, by the Node in question. */
  readonly run: Run;
}

interface Step {
  readonly name: string;
  /** @returns a remark for the line of the step. */
  run(context: Context): Promise<string | undefined>;
}

/** Install scripts that there are, and why the package does without them. */
const KNOWN_SCRIPTS: Readonly<Record<string, string>> = {
  esbuild: 'puts the program of its optional dependency in the place of a start script, to start faster',
  koffi: 'compiles only where no optional dependency of it has a binary for the platform',
};

const IMPORT_TIME_MS = 300;
const IMPORTS = 5;

export const steps: readonly Step[] = [
  {
    name: 'install',
    async run({ root, project, tarball, run }) {
      cpSync(join(root, 'test/package/project'), project, { recursive: true });
      await run('npm', ['install', '--no-audit', '--no-fund', tarball]);
      await run('npm', ['ls', '--all']);
      const scripts = packagesBelow(join(project, 'node_modules')).filter(({ hasScript }) => hasScript);
      const unknown = scripts.filter(({ name }) => KNOWN_SCRIPTS[name] === undefined);
      if (unknown.length > 0) {
        throw new Error(
          `Install scripts of ${unknown.map(({ name }) => name).join(', ')}: take them into dist/, or say why not.`,
        );
      }
      return `install scripts: ${scripts.map(({ name }) => name).join(', ')}`;
    },
  },
  { name: 'plain JavaScript', run: ({ run }) => run('node', ['plain.mjs']) },
  { name: 'CommonJS', run: ({ run }) => run('node', ['common.cjs']) },
  {
    name: 'time of import',
    async run({ run }) {
      const bare = await cpuTime(run, '');
      const own = await cpuTime(run, "import 'aligndet';");
      const took = `${Math.round(own - bare)} ms beyond Node's start`;
      if (own - bare > IMPORT_TIME_MS)
        throw new Error(`import 'aligndet' takes ${took}, at most ${IMPORT_TIME_MS} are expected.`);
      return took;
    },
  },
  ...['nodenext', 'bundler'].map((resolution) => ({
    name: `strict TypeScript, ${resolution}`,
    run: ({ root, run }: Context) =>
      run('node', [
        join(root, 'node_modules/typescript/bin/tsc'),
        '--project',
        `tsconfig.${resolution}.json`,
      ]),
  })),
  {
    name: 'doctor',
    async run({ run }) {
      const { ok, checks } = JSON.parse(await run('npx', ['--no', 'aligndet', 'doctor', '--json']));
      if (!ok) throw new Error(JSON.stringify(checks, null, 2));
      return undefined;
    },
  },
  {
    name: 'print-config',
    async run({ run }) {
      const published = 'node_modules/aligndet/configs/coco/retinanet_r50_fpn_1x_coco.ts';
      const { model } = JSON.parse(
        await run('npx', ['--no', 'aligndet', 'print-config', published, '--json']),
      );
      expectEqual(model.type, 'RetinaNet');
      const own = await run('npx', [
        '--no',
        'aligndet',
        'print-config',
        'own-config.ts',
        '--json',
        '--cfg-options',
        'runner.max_epochs=3',
      ]);
      expectEqual(JSON.parse(own).runner.max_epochs, 3);
      return undefined;
    },
  },
  {
    name: 'lint and migrate',
    async run({ project, run }) {
      await run('npx', ['--no', 'aligndet', 'lint', 'own-config.ts']);
      await run('npx', ['--no', 'aligndet', 'config', 'migrate', 'old_config.py']);
      const text = readFileSync(join(project, 'old_config.ts'), 'utf8');
      if (!text.includes('defineConfig')) throw new Error(`config migrate wrote:\n${text}`);
      return undefined;
    },
  },
  { name: 'proposals in worker threads', run: proposals },
  {
    name: "component of one's own",
    run: ({ run }) =>
      run('npx', ['--no', 'aligndet', 'components', '--config', 'own-config.ts', '--slot', 'loss']).then(
        expectOwn,
      ),
  },
  {
    name: 'quickstart --tiny',
    async run({ run }) {
      const text = await run('npx', [
        '--no',
        'aligndet',
        'quickstart',
        '--tiny',
        '--work-dir',
        'work_dirs/quickstart',
      ]);
      if (!/mAP|AP/.test(text)) throw new Error(`quickstart printed no AP:\n${text.slice(-2000)}`);
      return undefined;
    },
  },
  {
    name: 'detection on an image',
    async run({ project, run }) {
      const config = 'node_modules/aligndet/configs/quickstart/finetune_tiny.ts';
      const files = readdirSync(join(project, 'work_dirs/quickstart'), { recursive: true, encoding: 'utf8' });
      const checkpoint = files.filter((file) => /finetune.*\.pth$/.test(file)).at(-1);
      if (checkpoint === undefined) throw new Error(`quickstart left no checkpoint: ${files.join(', ')}`);
      await run('node', ['detect.mjs', config, join('work_dirs/quickstart', checkpoint), 'scenes/val']);
      return undefined;
    },
  },
  {
    name: 'init, its tests',
    async run({ project, root, run }) {
      await run('npx', ['--no', 'aligndet', 'init', 'my-detector']);
      const own = runIn(join(project, 'my-detector'), run.env);
      await own('npm', ['install', '--no-audit', '--no-fund']);
      await own('npm', ['test']);
      await own('node', [join(root, 'node_modules/typescript/bin/tsc')]);
      return undefined;
    },
  },
  {
    name: 'without install scripts',
    async run({ run }) {
      await run('npm', [
        'install',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--force',
        'esbuild',
        'koffi',
        'sharp',
        '--no-save',
      ]);
      await run('npx', ['--no', 'aligndet', 'doctor']);
      return undefined;
    },
  },
];

async function proposals({ run }: Context): Promise<undefined> {
  await run('npx', ['--no', 'aligndet', 'data', 'synth', '--out', 'scenes', '--train', '4', '--val', '2']);
  await run('npx', [
    '--no',
    'aligndet',
    'generate-proposals',
    '--images',
    'scenes',
    '--out',
    'proposals.json',
    '--workers',
    '2',
  ]);
}

function expectOwn(text: string): undefined {
  if (!text.includes('OwnLoss')) throw new Error(`The component of own-loss.ts is not listed:\n${text}`);
}

function expectEqual(found: unknown, expected: unknown): void {
  if (found !== expected)
    throw new Error(`Expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}.`);
}

/** Milliseconds of processor time that a process takes with `code`: what else the machine does changes it little. */
async function cpuTime(run: Run, code: string): Promise<number> {
  const print = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);';
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < IMPORTS; n++) {
    best = Math.min(best, Number(await run('node', ['--input-type=module', '-e', `${code} ${print}`])));
  }
  return best;
}

/** Every package of an installed tree. */
function packagesBelow(modules: string): { name: string; hasScript: boolean }[] {
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /(^|node_modules\/)(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(file))
    .map((file) => JSON.parse(readFileSync(join(modules, file), 'utf8')))
    .map(({ name, scripts = {} }) => ({
      name,
      hasScript: ['preinstall', 'install', 'postinstall'].some((script) => scripts[script] !== undefined),
    }));
}
