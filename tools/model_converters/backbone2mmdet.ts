import { main } from '../../aligndet/cli/index.js';

await main(['backbone2mmdet', ...process.argv.slice(2)]);
