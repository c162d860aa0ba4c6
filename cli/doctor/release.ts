import type { Capabilities, Capability } from "../../provider/waldur/api/capabilities";
import { type Check, ok, skipped } from "./check";

/** What a server can and what it cannot, in words. */
const WORDS: Readonly<Record<Capability, readonly [can: string, cannot: string]>> = {
  numbers: ["takes protocol numbers", "takes no protocol numbers"],
  setErred: ["has set_erred for staff", "has no set_erred"],
  canManage: ["knows the filter canManage", "does not know the filter canManage"],
  instanceCount: ["counts the instances of a group", "does not count the instances of a group"],
  ruleEvents: ["records who changed rules", "does not record who changed rules"],
};
const names = Object.keys(WORDS).filter((name): name is Capability => name in WORDS);

/** What is known of a server's release, from what it has answered so far. */
export function release(capabilities: Capabilities): Check[] {
  const has = (value: boolean | undefined) => names.filter((name) => capabilities.get(name) === value);
  const known = [...has(true).map((name) => WORDS[name][0]), ...has(false).map((name) => WORDS[name][1])];
  const unknown = has(undefined).map((name) => WORDS[name][0]);
  return [
    ...(known.length === 0 ? [] : [ok(`this Waldur ${known.join(", ")}`)]),
    ...(unknown.length === 0
      ? []
      : [
          skipped(
            `it is not known whether this Waldur ${unknown.join(", ")}: no group of the tenant shows it`,
          ),
        ]),
  ];
}
