import { DataError } from '../../../aligndet/core/index.js';
import { keysOfLog, parseTrainingLog, seriesOfLog } from '../../../aligndet/visualization/index.js';

const text = [
  '{"env_info": "node", "seed": 0}',
  '{"mode": "train", "epoch": 1, "iter": 50, "lr": 0.02, "time": 2, "loss": 3}',
  '{"mode": "train", "epoch": 1, "iter": 100, "lr": 0.02, "time": 1, "loss": 2}',
  '{"mode": "val", "epoch": 1, "iter": 20, "lr": 0.02, "bbox_mAP": 0.1, "bbox_mAP_copypaste": "0.100"}',
  '{"mode": "train", "epoch": 2, "iter": 50, "lr": 0.02, "time": 9, "loss": 1.5}',
  '{"mode": "train", "epoch": 2, "iter": 100, "lr": 0.02, "time": 3, "loss": 1}',
  '{"mode": "val", "epoch": 2, "iter": 20, "lr": 0.02, "bbox_mAP": 0.3}',
  '',
].join('\n');
const log = parseTrainingLog(text);

describe('training logs', () => {
  it('put training values on iterations and metrics on epochs', () => {
    expect(log.header).toEqual([{ env_info: 'node', seed: 0 }]);
    expect(seriesOfLog(log, 'loss')).toEqual({ name: 'loss', xs: [50, 100, 150, 200], ys: [3, 2, 1.5, 1] });
    expect(seriesOfLog(log, 'bbox_mAP', 'AP')).toEqual({ name: 'AP', xs: [1, 2], ys: [0.1, 0.3] });
    expect(keysOfLog(log)).toEqual(['lr', 'time', 'loss', 'bbox_mAP']);
  });

  it('take iterations that go on counting as they are', () => {
    const lines = [100, 200, 300].map((iter, i) =>
      JSON.stringify({ mode: 'train', epoch: i + 1, iter, loss: 1 }),
    );
    expect(seriesOfLog(parseTrainingLog(lines.join('\n')), 'loss').xs).toEqual([100, 200, 300]);
  });

  it('leave out the cut last line of a killed run, and name any other', () => {
    expect(parseTrainingLog(`${text}{"mode": "tra`).entries).toHaveLength(6);
    expect(() => parseTrainingLog('nonsense\n{}', 'run.log.json')).toThrow(
      'run.log.json, line 1: not a JSON object. Give the file of the work dir',
    );
  });

  it('say which keys there are', () => {
    expect(() => seriesOfLog(log, 'segm_mAP')).toThrow(DataError);
    expect(() => seriesOfLog(log, 'segm_mAP')).toThrow('Known: lr, time, loss, bbox_mAP.');
  });
});
