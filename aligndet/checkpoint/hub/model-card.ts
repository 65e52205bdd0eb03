/** @module The README of a model for Hugging Face: YAML front matter, then a description. */

export interface ModelCard {
  readonly name: string;
  /** SPDX name, such as `apache-2.0`. */
  readonly license: string;
  readonly classes: readonly string[];
  /** Results by name, such as `bbox_mAP`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Dataset of the metrics. */
  readonly dataset?: string;
  /** The config of the training run, as text. */
  readonly config?: string;
  readonly numParameters: number;
}

/** The model index entry, with its name. */
const METRIC_TYPE = 'mean_average_precision';

export function modelCardText(card: ModelCard): string {
  const { name, license, classes, metrics, dataset, config, numParameters } = card;
  const rows = Object.entries(metrics).map(([metric, value]) => `| ${metric} | ${value} |`);
  const parts = [
    `---\n${frontMatter(card)}---`,
    `# ${name}`,
    `An object detector trained with AlignDet for TypeScript: ${numParameters.toLocaleString('en')} parameters, ${classes.length} classes. License: ${license}.`,
    ...(classes.length > 0 ? [`## Classes\n\n${classes.join(', ')}`] : []),
    ...(rows.length > 0
      ? [
          `## Results${dataset === undefined ? '' : ` on ${dataset}`}\n\n| metric | value |\n| --- | --- |\n${rows.join('\n')}`,
        ]
      : []),
    '## Use\n\n```bash\nnpx aligndet checkpoint from-hub . model.pth\nnpx aligndet test CONFIG model.pth --eval bbox\n```',
    ...(config === undefined ? [] : [`## Config\n\n${fenced(config)}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function frontMatter({ name, license, metrics, dataset }: ModelCard): string {
  const head = [
    `license: ${text(license)}`,
    'library_name: aligndet',
    'pipeline_tag: object-detection',
    'tags:\n- object-detection\n- aligndet',
  ];
  const results = Object.entries(metrics).map(
    ([metric, value]) => `    - type: ${METRIC_TYPE}\n      name: ${text(metric)}\n      value: ${value}`,
  );
  if (results.length === 0) return `${head.join('\n')}\n`;
  const data = text(dataset ?? 'unknown');
  const index = [
    `model-index:\n- name: ${text(name)}\n  results:\n  - task:\n      type: object-detection`,
    `    dataset:\n      type: ${data}\n      name: ${data}`,
    `    metrics:\n${results.join('\n')}`,
  ];
  return `${[...head, ...index].join('\n')}\n`;
}

/** A YAML string; JSON's quoting is valid in YAML. */
function text(value: string): string {
  return /^[A-Za-z][\w.-]*$/.test(value) ? value : JSON.stringify(value);
}

/** A code block whose fence is longer than any in the text. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${code.trimEnd()}\n${fence}`;
}
