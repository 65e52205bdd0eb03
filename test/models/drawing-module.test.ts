import { Random } from '../../aligndet/core/index.js';
import { ones } from '../../aligndet/engine/index.js';
import { DrawingModule } from '../../aligndet/models/drawing-module.js';
import { Dropout, ModuleList } from '../../aligndet/nn/index.js';

class Detector extends DrawingModule {
  readonly dropout = new Dropout(0.5);

  constructor() {
    super();
    this.child('backbone', new ModuleList([this.dropout]));
  }

  draw(): unknown {
    return [this.dropout.forward(ones([8])).arraySync(), this.random.random()];
  }
}

describe('DrawingModule', () => {
  it('shares one source with the layers below', () => {
    const random = new Random(7);
    const alone = new Dropout(0.5);
    alone.drawFrom(random);
    const dropped = alone.forward(ones([8])).arraySync();
    const detector = new Detector();
    detector.random = new Random(7);
    expect(detector.draw()).toEqual([dropped, random.random()]);
  });

  it('goes on where a saved state was taken', () => {
    const detector = new Detector();
    const random = detector.random as Random;
    detector.draw();
    const { state } = random;
    const first = detector.draw();
    random.restore(state);
    expect(detector.draw()).toEqual(first);
  });
});
