/** @module A run on an MLflow tracking server, by its REST API, version 2.0. */
import type { Logger } from '../../core/index.js';
import { Outbox, RefusedError, requestJson } from './outbox.js';
import type { TrackedPoint, Tracker } from './tracker.js';

export interface MlflowOptions {
  /** `http://host:port`. */
  readonly uri: string;
  /** Authentication headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Experiment, created if missing; null uses `Default`. */
  readonly experiment: string | null;
  readonly runName: string;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly logger: Logger;
}

/** Id of the experiment `Default`. */
const DEFAULT_EXPERIMENT = '0';

export class MlflowRun implements Tracker {
  readonly #outbox: Outbox;
  #runId = '';

  constructor(private readonly options: MlflowOptions) {
    this.#outbox = new Outbox({ server: 'MLflow', logger: options.logger });
    this.#outbox.enqueue(async (signal) => {
      const { run } = (await this.#call('runs/create', signal, {
        experiment_id: await this.#experimentId(signal),
        run_name: options.runName,
        start_time: Date.now(),
        tags: Object.entries(options.tags).map(([key, value]) => ({ key, value: String(value) })),
      })) as { run: { info: { run_id: string } } };
      this.#runId = run.info.run_id;
    });
  }

  log({ step, scalars }: TrackedPoint): void {
    const timestamp = Date.now();
    const metrics = Object.entries(scalars).map(([key, value]) => ({ key, value, timestamp, step }));
    this.#outbox.enqueue(async (signal) => {
      await this.#call('runs/log-batch', signal, { run_id: this.#runId, metrics });
    });
  }

  async end(isWhole: boolean): Promise<void> {
    const status = isWhole ? 'FINISHED' : 'KILLED';
    this.#outbox.enqueue(async (signal) => {
      await this.#call('runs/update', signal, { run_id: this.#runId, status, end_time: Date.now() });
    });
    await this.#outbox.flush();
  }

  async #experimentId(signal: AbortSignal): Promise<string> {
    const { experiment: name } = this.options;
    if (name === null) return DEFAULT_EXPERIMENT;
    try {
      const path = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
      const found = (await this.#call(path, signal)) as { experiment: { experiment_id: string } };
      return found.experiment.experiment_id;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status !== 404) throw error;
    }
    const made = (await this.#call('experiments/create', signal, { name })) as { experiment_id: string };
    return made.experiment_id;
  }

  #call(path: string, signal: AbortSignal, body?: object): Promise<Record<string, unknown>> {
    const { uri, headers } = this.options;
    const method = body === undefined ? 'GET' : 'POST';
    return requestJson(`${uri}/api/2.0/mlflow/${path}`, { method, headers, signal, body });
  }
}
