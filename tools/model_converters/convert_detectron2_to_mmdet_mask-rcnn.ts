import { main } from '../../aligndet/cli/index.js';

await main(['convert-detectron2-to-mmdet-mask-rcnn', ...process.argv.slice(2)]);
