import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCheckpoint, writeTorchFile } from '../../../aligndet/checkpoint/index.js';
import { silentLogger } from '../../../aligndet/core/index.js';
import { moduleOfNames } from '../../support/load-target.js';

const one = { dtype: 'float32' as const, shape: [1], data: Float32Array.of(1) };
const dict = (...names: string[]) => Object.fromEntries(names.map((name) => [name, one]));

const backbone = ['backbone.conv1.weight', 'backbone.layer1.0.conv1.weight'];
const box = ['roi_head.bbox_head.fc_cls.weight', 'roi_head.bbox_head.fc_reg.weight'];
const fasterRcnn = [...backbone, 'neck.weight', ...box];

describe('hints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hints-'));
  const file = join(folder, 'file.pth');
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a load says about the file, whether it is refused or not. */
  function said(content: unknown, names: readonly string[]): string {
    const lines: string[] = [];
    writeTorchFile(file, content);
    try {
      loadCheckpoint(moduleOfNames(...names), file, {
        logger: { ...silentLogger, info: (text) => lines.push(text) },
      });
    } catch (error) {
      lines.push((error as Error).message);
    }
    return lines.join('\n');
  }

  it('recognise weights of Mask R-CNN in a Faster R-CNN, which load', () => {
    const text = said(dict(...backbone, 'neck.weight', 'roi_head.mask_head.convs.0.weight'), fasterRcnn);
    expect(text).toMatch(/matches 3 of the model's 5 tensors.*Hint: The file is of a Mask R-CNN/s);
  });

  it('say that heads start anew after extract_detector_weights', () => {
    expect(said(dict(...backbone, 'neck.weight'), fasterRcnn)).toMatch(
      /Only last layers of heads are missing/,
    );
  });

  it('name num_classes when only classifiers differ in size', () => {
    const wider = { ...one, shape: [2], data: Float32Array.of(1, 2) };
    expect(said({ ...dict(...fasterRcnn), [box[0]]: wider }, fasterRcnn)).toMatch(/num_classes is not that/);
  });

  it('are silent when everything fits', () => {
    expect(said(dict(...fasterRcnn), fasterRcnn)).not.toContain('Hint');
  });
});
