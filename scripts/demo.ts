import { main } from '../electron/terminal/demo/main.ts';

// The screens, once they exist, are passed as `openScreens`.
await main(process);
