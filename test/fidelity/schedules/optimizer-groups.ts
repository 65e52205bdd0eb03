/** @module Which parameter of a whole model gets which rate and decay, in the order of the optimizer. */
import { builtinBuilder } from '../../../aligndet/builtins.js';
import type { ComponentConfig } from '../../../aligndet/core/index.js';
import type { Module, Parameter } from '../../../aligndet/nn/index.js';
import { type ParamwiseConfig, paramGroups } from '../../../aligndet/optim/index.js';
import { buildComponent } from '../build-component.js';
import { compareJson, compareValues, type Tolerance } from '../compare.js';
import type { Finding } from '../handler.js';

interface GroupsCase {
  readonly model: unknown;
  readonly optimizer: ComponentConfig & { readonly paramwise_cfg?: ParamwiseConfig };
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly groups: number;
  /** Rate and decay; {@link params} point here. */
  readonly lr_wd: readonly (readonly [number, number])[];
  /** Classes that own parameters. */
  readonly modules: readonly string[];
  /** Name, trainable, group, place in lr_wd, place in modules. */
  readonly params: readonly (readonly [string, 0 | 1, number, number, number])[];
  readonly trainable: number;
  readonly trainable_after_train_call: number;
  readonly total: number;
  readonly tolerance: Tolerance;
}

export function optimizerGroups(json: Record<string, unknown>): Finding[] {
  const golden = json as unknown as GroupsCase;
  const model = buildComponent('detector', golden.model) as unknown as Module;
  try {
    const { paramwise_cfg: paramwise } = golden.optimizer;
    const factory = builtinBuilder().build('optimizer', golden.optimizer);
    const groups = paramGroups(model, factory, paramwise);
    const names = new Map(
      [...model.namedParameters()].map(([name, parameter]) => [parameter, name] as const),
    );
    const rows = groups.flatMap(({ parameters, options }, group) =>
      parameters.map((parameter) => ({
        row: [names.get(parameter), Number(parameter.requiresGrad), group],
        rates: [options.lr, options.weight_decay],
      })),
    );
    const countTrainable = () => [...names.keys()].filter(({ requiresGrad }) => requiresGrad).length;
    const trainable = countTrainable();
    model.train();
    const trainableInTraining = countTrainable();
    const { defaults } = factory;
    return [
      compareJson(
        'defaults',
        Object.fromEntries(
          Object.keys(golden.defaults).map((key) => [key, (defaults as Record<string, unknown>)[key]]),
        ),
        golden.defaults,
      ),
      compareJson('groups', groups.length, golden.groups),
      compareJson('total', names.size, golden.total),
      compareJson(
        'params',
        rows.map(({ row }) => row),
        golden.params.map((row) => row.slice(0, 3)),
      ),
      compareValues(
        'lr_wd',
        rows.flatMap(({ rates }) => rates),
        golden.params.flatMap(([, , , position]) => golden.lr_wd[position]),
        golden.tolerance,
      ),
      compareJson(
        'modules',
        owners(model, names),
        golden.params.map((row) => golden.modules[row[4]]),
      ),
      compareJson('trainable', trainable, golden.trainable),
      compareJson('trainable_after_train_call', trainableInTraining, golden.trainable_after_train_call),
    ];
  } finally {
    model.dispose();
  }
}

/** The class that owns each parameter, as initialisers and optimizers find it. */
function owners(model: Module, names: ReadonlyMap<Parameter, string>): string[] {
  const owner = new Map<Parameter, string>();
  for (const [, module] of model.namedModules()) {
    for (const [, parameter] of module.ownParameters()) {
      if (!owner.has(parameter)) owner.set(parameter, module.kinds[0] ?? module.constructor.name);
    }
  }
  return [...names.keys()].map((parameter) => owner.get(parameter) ?? '');
}
