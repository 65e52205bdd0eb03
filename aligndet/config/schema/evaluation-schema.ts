/** @module `evaluation` of a run: the options of the hook, and those of the dataset's metric. */
import { z } from 'zod';

const numbers = z.union([z.number(), z.array(z.number())]);

export const evaluationSchema = z.strictObject({
  /** Type of the hook: `EvalHook` or `DistEvalHook`. */
  type: z.enum(['EvalHook', 'DistEvalHook']).optional(),
  /** Epochs or iterations between evaluations. */
  interval: z.number().int().positive().optional(),
  /** Epoch or iteration of the first evaluation; 0 evaluates before training. */
  start: z.number().int().nonnegative().nullable().optional(),
  /** Whether `interval` counts epochs instead of iterations. */
  by_epoch: z.boolean().optional(),
  /** `[from, interval]` pairs that change the interval during the run. */
  dynamic_intervals: z
    .array(z.tuple([z.number().int(), z.number().int()]))
    .nullable()
    .optional(),
  /** Metric that selects the best checkpoint; `auto` takes the first. */
  save_best: z.string().nullable().optional(),
  /** Whether a greater or a lesser value is better. */
  rule: z.enum(['greater', 'less']).nullable().optional(),
  /** Metrics for which a greater value is better. */
  greater_keys: z.array(z.string()).nullable().optional(),
  /** Metrics for which a lesser value is better. */
  less_keys: z.array(z.string()).nullable().optional(),
  /** Folder of the best checkpoints. */
  out_dir: z.string().nullable().optional(),
  /** Priority of the hook. */
  priority: z.union([z.string(), z.number().int()]).optional(),
  /** Collect results through GPU memory. */
  gpu_collect: z.boolean().optional(),
  /** Folder through which processes exchange results. */
  tmpdir: z.string().nullable().optional(),
  /** Synchronize the statistics of batch norms between processes before evaluation. */
  broadcast_bn_buffer: z.boolean().optional(),
  /** Metrics: `bbox`, `segm`, `proposal`, `proposal_fast`; `mAP`, `recall` for VOC; `PQ` for panoptic data. */
  metric: z.union([z.string(), z.array(z.string())]).optional(),
  /** Prefix of the result files to write. */
  jsonfile_prefix: z.string().nullable().optional(),
  /** Only write the results, without evaluation. */
  format_only: z.boolean().optional(),
  /** Report the AP of each class too. */
  classwise: z.boolean().optional(),
  /** Numbers of proposals at which recall is measured. */
  proposal_nums: z.array(z.number().int()).optional(),
  /** IoU thresholds that AP is averaged over. */
  iou_thrs: numbers.nullable().optional(),
  /** IoU threshold of a match, for VOC. */
  iou_thr: numbers.optional(),
  /** Ranges of object sizes, for VOC. */
  scale_ranges: z
    .array(z.tuple([z.number(), z.number()]))
    .nullable()
    .optional(),
  /** Metrics to log. */
  metric_items: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .optional(),
});
