import "../../../scripts/jest/one-try";
import { callsOfLife, disturbedLife, spoiled } from "../../../scripts/trust/calls/calls";

/**
 * A sample of `npm run trust -- calls`: each call of a group's life fails once, all ways of failing and all servers take
 * turns.
 */
test.each(spoiled.map((one, position) => ({ ...one, position })))(
  "$name: the next up converges",
  async ({ profile, at, position }) => {
    const calls = await callsOfLife(profile);
    expect(calls).toBeGreaterThan(20);
    for (let call = position; call < calls; call += spoiled.length) await disturbedLife(profile, at(call));
  },
);
