import { main } from '../../aligndet/cli/index.js';

await main(['swin2mmdet', ...process.argv.slice(2)]);
