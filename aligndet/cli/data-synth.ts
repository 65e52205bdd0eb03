/** @module `aligndet data synth`: generates a detection data set from handwritten digits. */
import type { Argv } from 'yargs';
import { inOurWords, type Logger, type Progress, UsageError } from '../core/index.js';

export interface SynthFlags {
  readonly out: string;
  readonly train?: number;
  readonly val?: number;
  readonly unlabeled?: number;
  readonly seed?: number;
  readonly size?: number;
  readonly difficulty?: number;
  readonly classes?: string;
  readonly digits?: string;
  readonly side?: string;
  readonly format?: string;
  readonly overwrite?: boolean;
}

export function synthOptions(builder: Argv): Argv {
  return builder
    .positional('action', { type: 'string', choices: ['synth'], describe: 'What to do' })
    .option('out', { type: 'string', demandOption: true, describe: 'Output folder' })
    .option('train', { type: 'number', describe: 'Training images, with annotations (400)' })
    .option('val', { type: 'number', describe: 'Validation images, with annotations (100)' })
    .option('unlabeled', { type: 'number', describe: 'Images without annotations (0)' })
    .option('seed', { type: 'number', describe: 'The same seed gives the same files (0)' })
    .option('size', { type: 'number', describe: 'Width and height of the images, in pixels (224)' })
    .option('difficulty', { type: 'number', describe: 'From 0 (clean) to 1 (cluttered, low contrast) (0.5)' })
    .option('classes', { type: 'string', describe: 'Digits to use, such as 0,1,7 (all)' })
    .option('digits', { type: 'string', describe: 'Min and max digits per image (2,6)' })
    .option('side', {
      type: 'string',
      describe: 'Min and max height of a digit, in pixels (24,90)',
    })
    .option('format', {
      type: 'string',
      choices: ['jpg', 'png'],
      describe: 'File format of the images (jpg)',
    })
    .option('overwrite', { type: 'boolean', describe: 'Replace the images of an earlier set' });
}

/** Options of flags that have another name. */
const FLAGS: Record<string, string> = {
  sizePx: 'size',
  minDigits: 'digits',
  maxDigits: 'digits',
  minEdgePx: 'side',
  maxEdgePx: 'side',
};

/** @returns the exit code. */
export async function dataSynthCommand(
  flags: SynthFlags,
  progress: Progress,
  logger: Logger,
): Promise<number> {
  const { synthesize, synthOptionsSchema } = await import('../datasets/index.js');
  const { train, val, unlabeled, seed, difficulty, format } = flags;
  const [minDigits, maxDigits] = pair(flags.digits, 'digits');
  const [minEdgePx, maxEdgePx] = pair(flags.side, 'side');
  const parsed = synthOptionsSchema.safeParse(
    {
      train,
      val,
      unlabeled,
      seed,
      sizePx: flags.size,
      difficulty,
      classes: numbers(flags.classes, 'classes'),
      minDigits,
      maxDigits,
      minEdgePx,
      maxEdgePx,
      format,
    },
    { error: inOurWords },
  );
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw new UsageError(`--${FLAGS[String(path[0])] ?? String(path[0])}: ${message}`);
  }
  await synthesize({ out: flags.out, options: parsed.data, overwrite: flags.overwrite, progress, logger });
  return 0;
}

function pair(text: string | undefined, flag: string): [number, number] | [undefined, undefined] {
  const list = numbers(text, flag);
  if (list === undefined) return [undefined, undefined];
  if (list.length === 2) return [list[0], list[1]];
  throw new UsageError(`--${flag}: expected two numbers with a comma between them, but got "${text}".`);
}

function numbers(text: string | undefined, flag: string): number[] | undefined {
  const list = text?.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (list?.some(Number.isNaN))
    throw new UsageError(`--${flag}: expected numbers with commas, but got "${text}".`);
  return list;
}
