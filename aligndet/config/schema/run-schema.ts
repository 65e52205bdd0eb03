/** @module The keys of a run config. Components inside of it are checked by the registries that they come from. */
import { z } from 'zod';
import { defineComponent, Registry, slot } from '../../core/index.js';
import { dataSchema } from './data-schema.js';
import { evaluationSchema } from './evaluation-schema.js';

/** What the holder of a hook reads: when it runs among others. */
const ownOfHooks = z.strictObject({
  /** A published name, or 0 (first) to 100. */
  priority: z.union([z.string(), z.number().int()]).optional(),
});

const runnerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('EpochBasedRunner'),
    /** Epochs of the run. */
    max_epochs: z.number().int().positive(),
  }),
  z.strictObject({
    type: z.literal('IterBasedRunner'),
    /** Iterations of the run. */
    max_iters: z.number().int().positive(),
  }),
]);

const path = z.string().nullable();

const runSchema = z.strictObject({
  /** The detector. */
  model: slot('detector').optional(),
  /** Datasets and how batches are made of them. */
  data: dataSchema.optional(),
  /** Steps along the gradient; `paramwise_cfg` gives parts of the model rates of their own. */
  optimizer: slot('optimizer').optional(),
  /** Gradient clipping and the like; `type` is `OptimizerHook` when absent. */
  optimizer_config: slot('hook', { fallback: 'OptimizerHook' }).nullable().optional(),
  /** Learning rate over time: `policy` and its options. */
  lr_config: slot('lr_updater', { nameKey: 'policy' }).nullable().optional(),
  /** Momentum over time: `policy` and its options. */
  momentum_config: z
    .looseObject({
      /** Name of the schedule. */
      policy: z.string(),
    })
    .nullable()
    .optional(),
  /** By what the run is counted, and how long it is. */
  runner: runnerSchema.optional(),
  /** When checkpoints are saved. */
  checkpoint_config: slot('hook', { fallback: 'CheckpointHook' }).nullable().optional(),
  /** When and where losses are logged; `interval` holds for every hook that has none. */
  log_config: z
    .strictObject({
      /** Iterations between two lines. */
      interval: z.number().int().positive().optional(),
      /** The loggers. */
      hooks: z.array(slot('hook')).default([]),
    })
    .nullable()
    .optional(),
  /** Evaluation during training: when, by what, and which checkpoint is best. */
  evaluation: evaluationSchema.nullable().optional(),
  /** Further hooks; each may have a `priority`, a published name or 0 (first) to 100. */
  custom_hooks: z
    .array(slot('hook', { own: ownOfHooks }))
    .nullable()
    .optional(),
  /** Modules with components of the user; docs/extending.md. */
  custom_imports: z
    .strictObject({
      /** Paths of TypeScript or JavaScript modules relative to this file, or names of packages. Names of mmdetection's Python modules are ignored. */
      imports: z.union([z.string(), z.array(z.string())]),
      /** Go on without a module that cannot be imported. */
      allow_failed_imports: z.boolean().default(false),
    })
    .nullable()
    .optional(),
  /** How processes talk to each other; the backend follows from the devices. */
  dist_params: z
    .looseObject({
      /** Without effect. */
      backend: z.string().optional(),
    })
    .optional(),
  /** What is logged: `DEBUG`, `INFO`, `WARNING`, `ERROR`. */
  log_level: z.enum(['DEBUG', 'INFO', 'WARNING', 'WARN', 'ERROR', 'CRITICAL']).optional(),
  /** Checkpoint whose weights the model starts from. */
  load_from: path.optional(),
  /** Checkpoint of a run to go on with: weights, optimizer, epoch. */
  resume_from: path.optional(),
  /** Go on with the newest checkpoint of the work folder. */
  auto_resume: z.boolean().optional(),
  /** Phases in turn, each with its number of epochs. */
  workflow: z.array(z.tuple([z.enum(['train', 'val']), z.number().int().positive()])).optional(),
  /** Threads of image functions in each worker. */
  opencv_num_threads: z.number().int().nonnegative().optional(),
  /** How Python starts workers; without effect here. */
  mp_start_method: z.enum(['fork', 'spawn', 'forkserver']).optional(),
  /** Scaling of the learning rate with the batch. */
  auto_scale_lr: z
    .strictObject({
      /** Scale it. */
      enable: z.boolean().default(false),
      /** Images a step that the config's rate is for. */
      base_batch_size: z.number().int().positive().default(16),
    })
    .optional(),
  /** Training in half precision: a loss scale, or `dynamic`. */
  fp16: z
    .looseObject({
      /** What losses are multiplied with, so that small gradients survive. */
      loss_scale: z.union([z.number().positive(), z.literal('dynamic'), z.looseObject({})]).optional(),
    })
    .nullable()
    .optional(),
  /** Folder of logs and checkpoints; `work_dirs/<name of the config>` when absent. */
  work_dir: path.optional(),
  /** Seed of everything random. */
  seed: z.number().int().nonnegative().nullable().optional(),
  /** Ask for reproducible kernels. */
  deterministic: z.boolean().optional(),
  /** GPUs of a run without a launcher. */
  gpu_ids: z.union([z.array(z.number().int()), z.number().int()]).optional(),
  /** Where to compute: `cpu`, `cuda`. */
  device: z.string().nullable().optional(),
  /** Parameters may stay without a gradient in a distributed run. */
  find_unused_parameters: z.boolean().optional(),
  /** Let the GPU library choose kernels by timing; without effect on CPUs. */
  cudnn_benchmark: z.boolean().optional(),
  /** Old name of `runner.max_epochs`. */
  total_epochs: z.number().int().positive().optional(),
});

/** A whole run as one component, so that one builder checks it, children included. */
const run = defineComponent({ type: 'Run', schema: runSchema });

export const RUN_SLOT = 'run';
export const runRegistry = new Registry(RUN_SLOT, [run]);

/** What a run config may hold, children by the name of their slot. */
export type RunInput = z.input<typeof runSchema>;

/** Every key that a run reads. */
export const runKeys: readonly string[] = Object.keys(runSchema.shape);
