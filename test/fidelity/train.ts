/** @module Golden family `train`: short training runs, iteration by iteration. */
import { join } from 'node:path';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { valuesOf } from '../../aligndet/checkpoint/index.js';
import { type ComponentConfig, silentLogger } from '../../aligndet/core/index.js';
import { gradientNorm, type ParamwiseConfig, paramGroups } from '../../aligndet/optim/index.js';
import { registerHooks } from '../../aligndet/run/index.js';
import { type BatchSource, Runner, runByEpoch, type TrainableModel } from '../../aligndet/runner/index.js';
import type { TrainingBatch } from '../../aligndet/structures/index.js';
import { buildComponent } from './build-component.js';
import { compareValues, type Tolerance } from './compare.js';
import { foldersWithCase } from './find-cases.js';
import type { FidelityHandler, Finding } from './handler.js';
import { strided } from './models/gradients.js';
import { batchOf, loadExactly, type ModelCase, readModelCase, readStateDict } from './models/model-case.js';
import { type CaseArrays, readArrays } from './read-case.js';
import { apartFromRounding } from './rounding.js';

/** What the reference logged of one iteration. */
interface Iteration {
  readonly iter: number;
  /** Distinct rates in force, highest first. */
  readonly lr: readonly number[];
  readonly losses: Readonly<Record<string, number>>;
  readonly grad_norm: number;
  readonly ema_momentum?: number;
  /** Of losses and the gradient norm; relative, but for losses below {@link SMALL_LOSS}. */
  readonly tolerance: number;
  /** The same run in float64. */
  readonly float64?: { readonly loss: number; readonly grad_norm: number };
}

/** Below it the tolerance of a loss is that of this value. */
const SMALL_LOSS = 0.05;

/** Rates and momentum are computed in doubles on both sides. */
const EXACT: Tolerance = { rtol: 1e-9, atol: 1e-12 };

/** Iterations after which parameters were recorded. */
const SAMPLED = [0, 4];

export const trainHandler: FidelityHandler = {
  family: 'train',
  find: (folder) => foldersWithCase(folder, 'train'),
  async run({ path }) {
    const golden = await readModelCase(path);
    return apartFromRounding((isDouble) => runTraining(golden, isDouble));
  },
};

async function runTraining(golden: ModelCase, isDouble: boolean): Promise<Finding[]> {
  const { json, weights, folder, tolerance } = golden;
  const model = buildComponent('detector', json.model) as TrainableModel;
  try {
    const findings = loadExactly(model, weights);
    const expected = await readArrays(folder, 'expected.safetensors');
    const runner = runnerOf(model, json.schedule as Record<string, unknown>);
    const logged = json.iterations as Iteration[];
    watch(runner, isDouble ? logged.map(inFloat64) : logged, expected, tolerance, findings);
    await runByEpoch(runner, batchesOf(golden), json.epochs as number);
    const states = new Map(model.namedState());
    for (const [name, record] of readStateDict(join(folder, 'final.pth'))) {
      const values = states.get(name)?.read() ?? [];
      findings.push(compareValues(`final.${name}`, values, valuesOf(record), tolerance, 'tensor'));
    }
    return findings;
  } finally {
    model.dispose();
  }
}

function runnerOf(model: TrainableModel, schedule: Record<string, unknown>): Runner {
  const builder = builtinBuilder();
  const config = schedule.optimizer as ComponentConfig & { paramwise_cfg?: ParamwiseConfig };
  const factory = builder.build('optimizer', config, 'optimizer');
  const optimizer = factory.create(paramGroups(model, factory, config.paramwise_cfg));
  const runner = new Runner({ model, optimizer, logger: silentLogger, workDir: '', timestamp: '', meta: {} });
  registerHooks(runner, schedule, builder);
  return runner;
}

/** What the reference logged in float64, where it did; a jump of its float32 gradients is not in it. */
function inFloat64(logged: Iteration): Iteration {
  const { losses, float64 } = logged;
  if (float64 === undefined) return logged;
  return { ...logged, losses: { ...losses, loss: float64.loss }, grad_norm: float64.grad_norm };
}

/** The recorded batches, in the same order each epoch. */
function batchesOf({ json, inputs }: ModelCase): BatchSource {
  const batches = (json.img_metas as unknown[][]).map((metas, b): TrainingBatch => {
    const prefix = `batch${b}.`;
    if (!Array.isArray(metas[0])) return batchOf(inputs, metas, prefix);
    return metas.map((ofView, v) => batchOf(inputs, ofView as unknown[], `${prefix}view${v + 1}.`));
  });
  return {
    length: batches.length,
    async *epoch() {
      yield* batches;
    },
  };
}

/** Compares each iteration of `runner` with what the reference logged. */
function watch(
  runner: Runner,
  iterations: readonly Iteration[],
  expected: CaseArrays,
  tolerance: Tolerance,
  findings: Finding[],
): void {
  runner.register(
    {
      name: 'before the step',
      afterTrainIter: ({ iter, output, optimizer, model }) => {
        const logged = iterations[iter];
        const compare = (name: string, actual: number[], reference: number[], allowed: Tolerance) =>
          findings.push(compareValues(`iter${iter}.${name}`, actual, reference, allowed));
        const relative = { rtol: logged.tolerance, atol: 0 };
        for (const [name, loss] of Object.entries(logged.losses)) {
          const allowed = logged.tolerance * Math.max(Math.abs(loss), SMALL_LOSS);
          compare(name, [output?.logVars[name] ?? Number.NaN], [loss], { rtol: 0, atol: allowed });
        }
        compare('grad_norm', [gradientNorm(output?.gradients ?? new Map())], [logged.grad_norm], relative);
        const rates = [...new Set(optimizer.rates)].sort((a, b) => b - a);
        compare('lr', rates, [...logged.lr], EXACT);
        if (logged.ema_momentum !== undefined) {
          compare(
            'ema_momentum',
            [(model as unknown as { momentum: number }).momentum],
            [logged.ema_momentum],
            EXACT,
          );
        }
      },
    },
    'HIGHEST',
  );
  runner.register(
    {
      name: 'after the step',
      afterTrainIter: ({ iter, model }) => {
        if (!SAMPLED.includes(iter)) return;
        const prefix = `iter${iter}.`;
        const states = new Map(model.namedState());
        for (const [name, { data }] of expected) {
          if (!name.startsWith(prefix)) continue;
          const values = states.get(name.slice(prefix.length))?.read() ?? [];
          findings.push(compareValues(name, strided(values, 16), data, tolerance, 'tensor'));
        }
      },
    },
    'LOWEST',
  );
}
