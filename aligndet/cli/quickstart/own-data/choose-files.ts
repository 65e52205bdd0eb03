/** @module Which annotation files of a folder are trained and evaluated on. */
import type { AnnotationFile, LeftFile } from './annotation-files.js';
import type { Role } from './roles.js';

export interface ChosenFiles {
  readonly train: AnnotationFile;
  /** Absent: a subset of `train` is held out. */
  readonly val?: AnnotationFile;
  /** Candidates that were not chosen. */
  readonly left: readonly LeftFile[];
}

/**
 * Files named after train and val (or test) are the split. Where one of the two is missing, a single file is split:
 * the one named after train, else the one with the most annotations.
 *
 * @param files at least one.
 */
export function chooseFiles(files: readonly AnnotationFile[]): ChosenFiles {
  const of = (...roles: (Role | undefined)[]) =>
    roles.map((role) => files.find((file) => file.role === role)).find((file) => file !== undefined);
  const val = of('val', 'test');
  const unnamed = files.filter(({ role }) => role === undefined);
  const train =
    of('train', 'trainval') ?? (val !== undefined && unnamed.length === 1 ? unnamed[0] : undefined);
  if (train !== undefined && val !== undefined) return { train, val, left: leftOf(files, train, val) };
  const whole = train ?? largest(unnamed.length > 0 ? unnamed : files);
  return { train: whole, left: leftOf(files, whole) };
}

function largest(files: readonly AnnotationFile[]): AnnotationFile {
  return files.reduce((best, file) =>
    file.json.annotations.length > best.json.annotations.length ? file : best,
  );
}

function leftOf(files: readonly AnnotationFile[], ...taken: readonly AnnotationFile[]): LeftFile[] {
  const [first] = taken;
  return files
    .filter((file) => !taken.includes(file))
    .map(({ path, role }) => {
      if (role === undefined && taken.length === 1 && first.role === undefined)
        return { path, reason: `one file is used, and ${first.path} has more annotations` };
      if (role === undefined) return { path, reason: 'its name contains neither train nor val' };
      return {
        path,
        reason: `another file is used for ${taken.length === 1 ? 'both train and val' : 'that split'}`,
      };
    });
}
