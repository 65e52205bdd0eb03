import { main } from '../../aligndet/cli/index.js';

await main(['regnet2mmdet', ...process.argv.slice(2)]);
