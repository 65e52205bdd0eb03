import { onExit, releaseAll, watchHeld } from '../../aligndet/core/index.js';

describe('onExit', () => {
  afterEach(() => {
    releaseAll();
    watchHeld(() => {});
  });

  it('gives back what is still held, once, even when one release fails', () => {
    const given: string[] = [];
    onExit(() => given.push('a'));
    onExit(() => {
      throw new Error('no');
    });
    const done = onExit(() => given.push('b'));
    onExit(() => given.push('c'));
    done();
    releaseAll();
    releaseAll();
    expect(given).toEqual(['a', 'c']);
  });

  it('tells its watcher when the first thing is held and when the last is given back', () => {
    const told: boolean[] = [];
    watchHeld((isHolding) => told.push(isHolding));
    const [first, second] = [onExit(() => {}), onExit(() => {})];
    first();
    first();
    second();
    expect(told).toEqual([false, true, false]);
  });
});
