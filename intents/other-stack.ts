import { traffic } from "../provider/traffic/traffic";
import type { ModelRule } from "./model";

/** Stands for the rules of a group of another stack, which a file names by its id. */
export const ruleOfOtherStack: ModelRule = {
  key: "the rules of another stack",
  traffic: [],
  possible: (["ingress", "egress"] as const).flatMap((direction) =>
    (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
  ),
  isPending: true,
};
