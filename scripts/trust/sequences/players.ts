import { profileNames } from "../../../sandbox/e24cloud/profiles/profiles";
import { e24cloudPlayer } from "./e24cloud";
import type { Player } from "./player";
import { waldurPlayer } from "./waldur";

/** Every kind of server, by its name. */
export const players: readonly (readonly [name: string, open: () => Promise<Player>])[] = [
  ["waldur", waldurPlayer],
  ...profileNames.map((profile) => [`e24cloud (${profile})`, () => e24cloudPlayer(profile)] as const),
];
