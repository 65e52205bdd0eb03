/** @module Reads the image of `img_info`. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { need } from '../fields.js';
import { readImage } from '../images/decode.js';
import { imageHeader } from '../images/image-header.js';
import { imagePath } from '../images/image-path.js';
import { colorTypes } from '../images/raster.js';
import { isAsWritten, SizeMismatchError } from '../images/size-mismatch.js';
import { publishedShape } from '../pixels.js';
import type { Transform } from '../sample.js';
import { fileClientOption } from './options.js';

export const loadImageFromFile = defineComponent({
  type: 'LoadImageFromFile',
  schema: z.strictObject({
    /** Whether to convert pixels to float32; otherwise they stay 8-bit. */
    to_float32: z.boolean().default(false),
    /** OpenCV's reading mode. */
    color_type: z.enum(colorTypes).default('color'),
    /** Order of the channels in memory. */
    channel_order: z.enum(['bgr', 'rgb']).default('bgr'),
    /** File backend. */
    file_client_args: fileClientOption,
  }),
  build:
    ({ to_float32: isFloat, color_type: colorType, channel_order: order }): Transform =>
    async (sample) => {
      const info = need(sample, 'img_info', 'LoadImageFromFile');
      const filename = imagePath(sample.img_prefix, info.filename);
      const read = await readImage(filename, colorType, order);
      if (info.isMeasured !== true && !isAsWritten(info, read)) {
        const claim = { image: filename, id: info.id, written: info };
        throw new SizeMismatchError(claim, read, await imageHeader(filename));
      }
      const img = isFloat ? { ...read, data: Float32Array.from(read.data) } : read;
      const shape = publishedShape(img);
      return {
        ...sample,
        filename,
        ori_filename: info.filename,
        img,
        img_shape: shape,
        ori_shape: shape,
        img_fields: ['img'],
      };
    },
});
