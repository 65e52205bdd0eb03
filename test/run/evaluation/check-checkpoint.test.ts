import { checkMetricsOf } from '../../../aligndet/run/check-metrics.js';
import { checkClassNames, checkCoverage } from '../../../aligndet/run/evaluation/check-checkpoint.js';

const report = {
  matched: ['a'],
  missing: [] as string[],
  unexpected: ['x'],
  mismatched: [] as never[],
  total: 1,
  optional: 0,
  message: '',
};

describe('weights that leave something random', () => {
  it('are refused with the names of what is open, unless that is allowed', () => {
    const mismatch = { name: 'head.fc_cls.weight', shapeInFile: [81, 8], shapeInModel: [4, 8] };
    const found = { report: { ...report, missing: ['neck.conv.weight'], mismatched: [mismatch] } };
    const call = () => checkCoverage(found, 'a.pth', false);
    expect(call).toThrow(/a\.pth: 2 tensors .* remain random: neck\.conv\.weight, head\.fc_cls\.weight\./);
    expect(call).toThrow('head.fc_cls.weight is [81, 8] in the file and [4, 8] in the model');
    expect(call).toThrow('--allow-partial');
    expect(() => checkCoverage(found, 'a.pth', true)).not.toThrow();
  });

  it('are fine when only the file has more', () => {
    expect(() => checkCoverage({ report }, 'a.pth', false)).not.toThrow();
  });
});

describe('names of classes', () => {
  const classes = ['disc', 'box', 'line'];
  const warningsOf = (meta: Record<string, unknown>): string[] => {
    const warnings: string[] = [];
    const logger = { debug() {}, info() {}, warn: (line: string) => warnings.push(line), error() {} };
    checkClassNames(meta, classes, 'a.pth', logger);
    return warnings;
  };

  it.each([
    ['the same', { CLASSES: classes }],
    ['none in the file', {}],
    ['a string, as of a forgotten comma', { CLASSES: 'disc' }],
    ['as mmengine writes them', { dataset_meta: { classes } }],
  ])('%s: nothing is said', (_case, meta) => expect(warningsOf(meta)).toEqual([]));

  it.each([
    ['another order', { CLASSES: ['box', 'disc', 'line'] }],
    ['one more in front', { CLASSES: ['background', ...classes] }],
    ['as mmengine writes them', { dataset_meta: { CLASSES: ['line', 'box', 'disc'] } }],
  ])('%s: refused, with both lists and what to type', (_case, meta) => {
    expect(() => warningsOf(meta)).toThrow(
      /was trained with "\w+" as class \d, but it is class \d of data\.test/,
    );
    expect(() => warningsOf(meta)).toThrow('data.test:  disc, box, line');
    expect(() => warningsOf(meta)).toThrow('--cfg-options data.test.classes="[');
  });

  it('other names for the same positions: said, for names alone prove nothing', () => {
    expect(warningsOf({ CLASSES: ['circle', 'box', 'line'] })[0]).toContain('checkpoint: circle, box, line');
  });
});

describe('metrics that do not suit the detector', () => {
  it.each([
    ['segm', {}, 'and detects boxes only'],
    ['proposal_fast', { roi_head: { mask_head: {} } }, 'Use "proposal"'],
    ['proposal_fast', { mask_head: {} }, 'Use "proposal"'],
    ['segm', { roi_head: { mask_head: null } }, 'and detects boxes only'],
  ])('%s of %j', (metric, model, message) => {
    expect(() => checkMetricsOf(model, { metric: ['bbox', metric] }, '--eval')).toThrow(message);
  });

  it('are those alone', () => {
    expect(() => checkMetricsOf({ mask_head: {} }, { metric: 'segm' }, '--eval')).not.toThrow();
    expect(() => checkMetricsOf({}, { metric: ['bbox', 'proposal_fast'] }, '--eval')).not.toThrow();
    expect(() => checkMetricsOf({}, {}, '--eval')).not.toThrow();
  });
});
