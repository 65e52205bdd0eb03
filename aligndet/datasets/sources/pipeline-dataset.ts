/** @module A dataset: annotated images that a pipeline loads and transforms. */
import { AlignDetError, DataError, type RandomSource } from '../../core/index.js';
import type { ColorType } from '../images/raster.js';
import { SizeMismatchError } from '../images/size-mismatch.js';
import type { AnnotationInfo, PipelineSample, Transform } from '../sample.js';
import type { AnnotationSource } from './annotation-source.js';
import type { DetectionDataset } from './detection-dataset.js';

/** Max number of other images to try in place of one whose pipeline leaves no box. */
const MAX_TRIES = 1000;

export interface PipelineDatasetOptions {
  readonly imgPrefix: string | null;
  readonly segPrefix: string | null;
  readonly proposalFile: string | null;
  /** Proposals of every kept image, if there is a proposal file. */
  readonly proposals: readonly Float32Array[] | null;
  /** Whether samples have no annotations. */
  readonly testMode: boolean;
  /** How the pipeline reads images; `null` when it does not. */
  readonly colorType: ColorType | null;
}

export class PipelineDataset<Source extends AnnotationSource = AnnotationSource> implements DetectionDataset {
  readonly flag: Uint8Array;

  constructor(
    readonly source: Source,
    readonly options: PipelineDatasetOptions,
    private readonly pipeline: Transform,
  ) {
    this.flag = Uint8Array.from(source.images, ({ width, height }) => (width / height > 1 ? 1 : 0));
  }

  get length(): number {
    return this.source.images.length;
  }

  get classes(): readonly string[] {
    return this.source.classes;
  }

  get notes(): readonly string[] {
    return this.source.notes;
  }

  annotationsOf(index: number): AnnotationInfo {
    const { source, options } = this;
    if (options.testMode || source.trainingAnnotationsOf === undefined) return source.annotationsOf(index);
    return source.trainingAnnotationsOf(index);
  }

  categoriesOf(index: number): number[] {
    return this.source.categoriesOf(index);
  }

  /** In training, an image that its pipeline drops is replaced by a random one of the same group. */
  async get(index: number, random: RandomSource): Promise<PipelineSample | PipelineSample[]> {
    let at = index;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const result = await this.#run(at, random);
      if (result !== null) return result;
      if (this.options.testMode) break;
      at = this.#another(at, random);
    }
    throw new DataError(
      `The pipeline dropped ${this.source.images[index].filename}` +
        (this.options.testMode ? '.' : ` and ${MAX_TRIES} other images. Check its crops and filters.`),
    );
  }

  async #run(index: number, random: RandomSource) {
    try {
      return await this.pipeline(this.sampleOf(index), random);
    } catch (cause) {
      const { filename } = this.source.images[index];
      if (cause instanceof SizeMismatchError) {
        const claim = { ...cause.claim, file: this.source.fileOf(index) };
        throw new SizeMismatchError(claim, cause.read, cause.header);
      }
      const { message } = cause as Error;
      if (cause instanceof AlignDetError && message.includes(filename)) throw cause;
      throw new DataError(`${filename}: ${message}`, { cause });
    }
  }

  /** The initial sample of the pipeline. */
  sampleOf(index: number): PipelineSample {
    const { imgPrefix, segPrefix, proposalFile, proposals, testMode } = this.options;
    return {
      img_info: this.source.images[index],
      ...(!testMode && { ann_info: this.annotationsOf(index) }),
      ...(proposals !== null && { proposals: proposals[index] }),
      img_prefix: imgPrefix,
      seg_prefix: segPrefix,
      proposal_file: proposalFile,
      bbox_fields: [],
      mask_fields: [],
      seg_fields: [],
    };
  }

  #another(index: number, random: RandomSource): number {
    const pool: number[] = [];
    this.flag.forEach((flag, i) => {
      if (flag === this.flag[index]) pool.push(i);
    });
    return pool[random.choice(pool.length)];
  }
}
