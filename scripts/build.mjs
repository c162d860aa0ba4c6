import { prepare } from "./set-up/prepare.mjs";
import { main } from "./set-up/progress.mjs";

await main(prepare);
