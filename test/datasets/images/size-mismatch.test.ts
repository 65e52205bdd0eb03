import { SizeMismatchError } from '../../../aligndet/datasets/images/size-mismatch.js';

const size = (width: number, height: number) => ({ width, height });

describe('SizeMismatchError', () => {
  const of = (
    written: [number, number],
    read: [number, number],
    header?: { stored: [number, number]; turned: [number, number] },
  ) =>
    new SizeMismatchError(
      { image: 'a/b.jpg', id: 7, file: 'ann.json', written: size(...written) },
      size(...read),
      header && { stored: size(...header.stored), turned: size(...header.turned), orientation: 8 },
    ).message;

  it('says which image, which file, and both sizes', () => {
    expect(of([60, 40], [50, 50])).toMatch(
      /^Image file a\/b\.jpg is 50 x 50 pixels \(width x height\), but ann\.json gives 60 x 40 for it \(image id 7\)\. It may be another image/,
    );
  });

  it.each<[string, string, RegExp]>([
    [
      'EXIF was not applied',
      of([60, 40], [40, 60], { stored: [60, 40], turned: [40, 60] }),
      /orientation \(8\) is applied .*color_ignore_orientation/,
    ],
    [
      'EXIF is left out',
      of([40, 60], [60, 40], { stored: [60, 40], turned: [40, 60] }),
      /color_type ignores the orientation/,
    ],
    [
      'sides are swapped',
      of([40, 60], [60, 40], { stored: [60, 40], turned: [60, 40] }),
      /seem to be swapped/,
    ],
    ['sides are swapped, header unknown', of([40, 60], [60, 40]), /seem to be swapped/],
    ['images are half as large', of([1280, 961], [640, 480]), /scaled \(by 2\)/],
    ['images are three times as large', of([333, 250], [1000, 750]), /scaled \(by 0\.333\)/],
    ['a resize was rounded', of([641, 479], [640, 480]), /were rounded differently/],
    [
      'another image',
      of([640, 480], [500, 480]),
      /It may be another image of the same name\. Check img_prefix/,
    ],
  ])('guesses that %s', (_case, message, cause) => {
    expect(message).toMatch(cause);
  });
});
