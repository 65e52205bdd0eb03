/** @module The keys of a run config. Components in it are checked by their registries. */
import { z } from 'zod';
import { defineComponent, Registry, slot } from '../../core/index.js';
import { dataSchema } from './data-schema.js';
import { evaluationSchema } from './evaluation-schema.js';

/** Read by the runner: the priority of the hook. */
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
  /** Datasets and their loaders. */
  data: dataSchema.optional(),
  /** Optimizer; `paramwise_cfg` sets learning rates and weight decay per parameter. */
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
  /** Unit and length of the run. */
  runner: runnerSchema.optional(),
  /** When checkpoints are saved. */
  checkpoint_config: slot('hook', { fallback: 'CheckpointHook' }).nullable().optional(),
  /** Loggers of losses; `interval` is the default of every logger hook. */
  log_config: z
    .strictObject({
      /** Iterations between log lines. */
      interval: z.number().int().positive().optional(),
      /** The loggers. */
      hooks: z.array(slot('hook')).default([]),
    })
    .nullable()
    .optional(),
  /** Evaluation during training: interval, metrics, and selection of the best checkpoint. */
  evaluation: evaluationSchema.nullable().optional(),
  /** Further hooks; each may have a `priority`, a published name or 0 (first) to 100. */
  custom_hooks: z
    .array(slot('hook', { own: ownOfHooks }))
    .nullable()
    .optional(),
  /** Modules with components of the user; docs/extending.md. */
  custom_imports: z
    .strictObject({
      /**
       * Paths of TypeScript or JavaScript modules relative to this file, or names of packages. Names of mmdetection's
       * Python modules are ignored.
       */
      imports: z.union([z.string(), z.array(z.string())]),
      /** Continue without a module that cannot be imported. */
      allow_failed_imports: z.boolean().default(false),
    })
    .nullable()
    .optional(),
  /** Options of distributed training; the backend follows from the devices. */
  dist_params: z
    .looseObject({
      /** Without effect. */
      backend: z.string().optional(),
    })
    .optional(),
  /** Minimum level of log messages: `DEBUG`, `INFO`, `WARNING`, `ERROR`. */
  log_level: z.enum(['DEBUG', 'INFO', 'WARNING', 'WARN', 'ERROR', 'CRITICAL']).optional(),
  /** Checkpoint to initialize the weights of the model from. */
  load_from: path.optional(),
  /** Checkpoint of a run to resume: weights, optimizer state, epoch. */
  resume_from: path.optional(),
  /** Resume from the latest checkpoint in the work dir. */
  auto_resume: z.boolean().optional(),
  /** Phases in order, each with its number of epochs. */
  workflow: z.array(z.tuple([z.enum(['train', 'val']), z.number().int().positive()])).optional(),
  /** OpenCV threads per worker; without effect here. */
  opencv_num_threads: z.number().int().nonnegative().optional(),
  /** Python's start method of workers; without effect here. */
  mp_start_method: z.enum(['fork', 'spawn', 'forkserver']).optional(),
  /** Scaling of the learning rate with the batch. */
  auto_scale_lr: z
    .strictObject({
      /** Scale it. */
      enable: z.boolean().default(false),
      /** Batch size, in images, that the config's learning rate is for. */
      base_batch_size: z.number().int().positive().default(16),
    })
    .optional(),
  /** Half-precision training: a loss scale, or `dynamic`. */
  fp16: z
    .looseObject({
      /** Factor of the loss that keeps small gradients from underflow. */
      loss_scale: z.union([z.number().positive(), z.literal('dynamic'), z.looseObject({})]).optional(),
    })
    .nullable()
    .optional(),
  /** Folder for logs and checkpoints; `work_dirs/<name of the config>` by default. */
  work_dir: path.optional(),
  /** Random seed. */
  seed: z.number().int().nonnegative().nullable().optional(),
  /** Use deterministic kernels. */
  deterministic: z.boolean().optional(),
  /** GPUs of a run without a launcher. */
  gpu_ids: z.union([z.array(z.number().int()), z.number().int()]).optional(),
  /** Device: `cpu`, `cuda`. */
  device: z.string().nullable().optional(),
  /** Allow parameters without a gradient in distributed training. */
  find_unused_parameters: z.boolean().optional(),
  /** Let cuDNN choose kernels by benchmark; without effect on CPUs. */
  cudnn_benchmark: z.boolean().optional(),
  /** Deprecated name of `runner.max_epochs`. */
  total_epochs: z.number().int().positive().optional(),
});

/** A run config as one component, so that one builder checks it with its children. */
const run = defineComponent({ type: 'Run', schema: runSchema });

export const RUN_SLOT = 'run';
export const runRegistry = new Registry(RUN_SLOT, [run]);

/** Schema of a run config, with children by slot. */
export type RunInput = z.input<typeof runSchema>;

/** Every key that a run reads. */
export const runKeys: readonly string[] = Object.keys(runSchema.shape);
