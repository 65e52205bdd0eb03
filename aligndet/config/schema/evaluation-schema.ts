/** @module `evaluation` of a run: the options of the hook, and those of the dataset's metric. */
import { z } from 'zod';

const numbers = z.union([z.number(), z.array(z.number())]);

export const evaluationSchema = z.strictObject({
  /** Name of the hook; only `EvalHook` and `DistEvalHook` mean something here. */
  type: z.enum(['EvalHook', 'DistEvalHook']).optional(),
  /** Epochs or iterations between two evaluations. */
  interval: z.number().int().positive().optional(),
  /** First evaluation; before training when it is 0. */
  start: z.number().int().nonnegative().nullable().optional(),
  /** Whether `interval` counts epochs. */
  by_epoch: z.boolean().optional(),
  /** `[from, interval]` pairs that change the interval during the run. */
  dynamic_intervals: z
    .array(z.tuple([z.number().int(), z.number().int()]))
    .nullable()
    .optional(),
  /** Metric whose best checkpoint is kept; `auto` takes the first. */
  save_best: z.string().nullable().optional(),
  /** Whether more or less of it is better. */
  rule: z.enum(['greater', 'less']).nullable().optional(),
  /** Metrics of which more is better. */
  greater_keys: z.array(z.string()).nullable().optional(),
  /** Metrics of which less is better. */
  less_keys: z.array(z.string()).nullable().optional(),
  /** Folder of the best checkpoints. */
  out_dir: z.string().nullable().optional(),
  /** Where the hook stands among others. */
  priority: z.union([z.string(), z.number().int()]).optional(),
  /** Collect results through GPU memory. */
  gpu_collect: z.boolean().optional(),
  /** Folder that processes exchange results in. */
  tmpdir: z.string().nullable().optional(),
  /** Share the statistics of batch norms before evaluating. */
  broadcast_bn_buffer: z.boolean().optional(),
  /** What to measure: `bbox`, `segm`, `proposal`, `proposal_fast`; `mAP`, `recall` for VOC; `PQ` for panoptic data. */
  metric: z.union([z.string(), z.array(z.string())]).optional(),
  /** Write results to files with this beginning. */
  jsonfile_prefix: z.string().nullable().optional(),
  /** Only write results. */
  format_only: z.boolean().optional(),
  /** AP of each class too. */
  classwise: z.boolean().optional(),
  /** Numbers of proposals that recall is measured at. */
  proposal_nums: z.array(z.number().int()).optional(),
  /** Overlaps that AP is averaged over. */
  iou_thrs: numbers.nullable().optional(),
  /** Overlap that a hit needs, for VOC. */
  iou_thr: numbers.optional(),
  /** Ranges of sizes, for VOC. */
  scale_ranges: z
    .array(z.tuple([z.number(), z.number()]))
    .nullable()
    .optional(),
  /** Which of the metrics to log. */
  metric_items: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .optional(),
});
