import { prepare } from "./prepare.mjs";
import { main } from "./progress.mjs";

await main(prepare);
