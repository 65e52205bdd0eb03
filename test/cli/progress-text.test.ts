import { type ProgressState, progressBar, progressLine, span } from '../../aligndet/cli/progress-text.js';

const state: ProgressState = {
  ...{ title: 'Detecting', done: 25, before: 0, total: 100, unit: 'images', seconds: 60, note: '' },
};

describe('progress', () => {
  it.each([
    ['Detecting: 25/100 images, 1 min elapsed, about 3 min left', {}],
    ['Detecting: 25/100 images, 12 s elapsed, about 36 s left', { seconds: 12 }],
    ['Detecting: 25/100 images, 1 h elapsed, about 3 h left', { seconds: 3600 }],
    ['Detecting: 25/100 images, 12 s elapsed, about 3 min left', { seconds: 12, before: 20 }], // 5 of them in 12 s
    ['Detecting: 25 images, 12 s elapsed', { seconds: 12, total: undefined }],
    ['Detecting: 0/100 images, 12 s elapsed', { seconds: 12, done: 0 }],
    ['Detecting: 100/100 images, 1 min elapsed, cached', { done: 100, note: 'cached' }],
    ['Detecting: 0/0 images, 0 s elapsed', { done: 0, total: 0, seconds: 0.2 }],
  ])('%s', (line, change) => expect(progressLine({ ...state, ...change })).toBe(line));

  it.each([200, 120, 80, 60, 40, 20, 5])('fits a terminal of %i columns', (columns) => {
    for (const note of ['', 'a note of some length']) {
      for (const done of [0, 25, 100]) {
        expect(progressBar({ ...state, done, note }, columns).length).toBeLessThan(columns);
      }
    }
  });

  it('draws a bar where there is room, and drops the note before the bar', () => {
    expect(progressBar(state, 200)).toBe(
      `Detecting ${'█'.repeat(10)}${'░'.repeat(30)} 25/100 images, 1 min elapsed, about 3 min left`,
    );
    expect(progressBar({ ...state, note: 'some note' }, 70)).toMatch(/^Detecting █+░+ 25\/100 .* left$/);
    expect(progressBar(state, 50)).toBe('Detecting 25/100 images, 1 min elapsed, about 3 …');
  });

  it.each([
    [0.4, '0 s'],
    [59.6, '1 min'],
    [185, '3 min 5 s'],
    [7800, '2 h 10 min'],
    [97_200, '1 d 3 h'],
  ])('%d seconds are %s', (seconds, text) => expect(span(seconds)).toBe(text));
});
