import {
  joinLogs,
  parseTrainingLog,
  seriesOfLog,
  trainingCharts,
} from '../../../aligndet/visualization/index.js';

const train = (epoch: number, iter: number, loss: number | null) => ({
  ...{ mode: 'train', epoch, iter, lr: 0.1, time: 1, data_time: 0.1, memory: 9, loss },
});
const val = (epoch: number, values: object) => ({ mode: 'val', epoch, iter: 5, lr: 0.1, ...values });
const log = (...lines: object[]) => parseTrainingLog(lines.map((line) => JSON.stringify(line)).join('\n'));

describe('joinLogs', () => {
  const first = log(
    { seed: 0 },
    train(1, 1, 9),
    train(1, 2, 8),
    val(1, { m: 0.1 }),
    train(2, 1, 7),
    train(2, 2, 6),
  );

  it('takes the lines of a resumed run from where it began again', () => {
    const resumed = log(train(2, 1, 7.5), train(2, 2, 6.5), val(2, { m: 0.2 }));
    expect(seriesOfLog(joinLogs([first, resumed]), 'loss').ys).toEqual([9, 8, 7.5, 6.5]);
    expect(seriesOfLog(joinLogs([first, resumed]), 'm')).toMatchObject({ xs: [1, 2], ys: [0.1, 0.2] });
  });

  it('takes a run that was started anew alone, and one that never logged not at all', () => {
    expect(seriesOfLog(joinLogs([first, log(train(1, 1, 5))]), 'loss').ys).toEqual([5]);
    expect(joinLogs([first, log({ seed: 1 })]).entries).toEqual(first.entries);
    expect(joinLogs([]).entries).toEqual([]);
  });
});

describe('trainingCharts', () => {
  it('draws what there is, kind by kind, and leaves out what was never measured', () => {
    const lines = log(
      train(1, 1, 3),
      train(1, 2, null),
      val(1, { bbox_mAP: 0.1, bbox_mAP_l: -1, segm_mAP: 0.2, bbox_mAP_copypaste: '0.1' }),
      val(2, { bbox_mAP: 0.2, bbox_mAP_l: -1, segm_mAP: 0.3 }),
    );
    const groups = trainingCharts([{ name: 'a', log: lines }]);
    expect(groups.map(({ heading, charts }) => [heading, charts.map(({ title }) => title)])).toEqual([
      [
        'Metrics',
        [
          'Average precision of bbox on the validation set',
          'Average precision of segm on the validation set',
        ],
      ],
      ['Training', ['Loss']],
      [
        'Rate, time and memory',
        ['Learning rate', 'Seconds per iteration, and of waiting for data', 'Memory'],
      ],
    ]);
    const [bbox] = groups[0].charts;
    expect(bbox.series.map(({ name }) => name)).toEqual(['bbox_mAP']); // of large objects there are none
    expect(bbox).toMatchObject({ xLabel: 'epoch', hasMarkers: true });
  });

  it('names the runs where there are several', () => {
    const runs = ['a', 'b'].map((name) => ({ name, log: log(train(1, 1, 3)) }));
    expect(trainingCharts(runs)[0].charts[0].series.map(({ name }) => name)).toEqual(['a: loss', 'b: loss']);
  });

  it('has nothing to draw of a log without numbers', () => {
    expect(trainingCharts([{ name: 'a', log: log({ seed: 0 }) }])).toEqual([]);
  });

  it('puts evaluations within an epoch over iterations', () => {
    const lines = log(train(1, 10, 3), val(1, { AR: 0.1 }), train(1, 20, 2), val(1, { AR: 0.2 }));
    const [chart] = trainingCharts([{ name: 'a', log: lines }])[0].charts;
    expect(chart.xLabel).toBe('iteration');
    expect(chart.series[0].xs).toEqual([10, 20]);
  });
});
