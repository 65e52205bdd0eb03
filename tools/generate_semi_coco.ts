import { main } from '../aligndet/cli/index.js';

await main(['generate-semi-coco', ...process.argv.slice(2)]);
