/**
 * @module A run on Weights & Biases, by the HTTP API of its own client: GraphQL to open a run, then lines of history
 * appended to its file stream.
 */
import { hostname } from 'node:os';
import type { Logger } from '../../core/index.js';
import { Outbox, requestJson } from './outbox.js';
import { basicAuthorization, type TrackedPoint, type Tracker } from './tracker.js';

export interface WandbOptions {
  /** `https://api.wandb.ai`, or a self-hosted server. */
  readonly uri: string;
  readonly apiKey: string;
  /** Id of the run: letters and digits. */
  readonly id: string;
  readonly project: string;
  /** User or team; null uses the key's default. */
  readonly entity: string | null;
  readonly name: string | null;
  readonly group: string | null;
  readonly notes: string | null;
  readonly tags: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly logger: Logger;
}

const UPSERT = `mutation UpsertBucket($name: String, $project: String, $entity: String, $groupName: String,
  $displayName: String, $notes: String, $config: JSONString, $host: String, $tags: [String!]) {
  upsertBucket(input: { name: $name, modelName: $project, entityName: $entity, groupName: $groupName,
    displayName: $displayName, notes: $notes, config: $config, host: $host, tags: $tags }) {
    bucket { name project { name entity { name } } }
  }
}`;

interface Bucket {
  readonly name: string;
  readonly project: { readonly name: string; readonly entity: { readonly name: string } };
}

export class WandbRun implements Tracker {
  readonly #outbox: Outbox;
  readonly #startMs = Date.now();
  readonly #headers: Record<string, string>;
  #stream = '';
  #numLines = 0;

  constructor(private readonly options: WandbOptions) {
    this.#headers = basicAuthorization('api', options.apiKey);
    this.#outbox = new Outbox({ server: 'Weights & Biases', logger: options.logger });
    this.#outbox.enqueue((signal) => this.#open(signal));
  }

  log({ step, scalars }: TrackedPoint): void {
    const now = Date.now();
    const line = { ...scalars, _step: step, _timestamp: now / 1000, _runtime: (now - this.#startMs) / 1000 };
    this.#outbox.enqueue(async (signal) => {
      const files = {
        'wandb-history.jsonl': { offset: this.#numLines, content: [JSON.stringify(line)] },
        'wandb-summary.json': { offset: 0, content: [JSON.stringify(line)] },
      };
      await this.#send({ files, dropped: 0 }, signal);
      this.#numLines++;
    });
  }

  async end(isWhole: boolean): Promise<void> {
    this.#outbox.enqueue((signal) => this.#send({ complete: true, exitcode: isWhole ? 0 : 255 }, signal));
    await this.#outbox.flush();
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { uri, id, project, entity, name, group, notes, tags, config, logger } = this.options;
    const described = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }]));
    const variables = {
      name: id,
      project,
      entity,
      groupName: group,
      displayName: name,
      notes,
      config: JSON.stringify(described),
      host: hostname(),
      tags,
    };
    const body = { query: UPSERT, variables };
    const answer = await requestJson(`${uri}/graphql`, { headers: this.#headers, signal, body });
    const { data, errors } = answer as {
      data?: { upsertBucket?: { bucket?: Bucket } };
      errors?: { message: string }[];
    };
    const bucket = data?.upsertBucket?.bucket;
    if (bucket === undefined) throw new Error(errors?.[0]?.message ?? 'the server did not open a run');
    const path = [bucket.project.entity.name, bucket.project.name].map(encodeURIComponent).join('/');
    const run = encodeURIComponent(bucket.name);
    this.#stream = `${uri}/files/${path}/${run}/file_stream`;
    logger.info(`Weights & Biases: run ${bucket.name} of ${decodeURIComponent(path)}.`);
  }

  async #send(body: object, signal: AbortSignal): Promise<void> {
    await requestJson(this.#stream, { headers: this.#headers, signal, body });
  }
}
