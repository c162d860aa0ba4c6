import { parsePorts } from "../../net/ports";
import type { Fields, Report } from "../../rules/rule-map";
import { isUnknown, UNKNOWN } from "../../rules/unknowns";
import type { RuleDraft } from "./args";

/** Reads `ports`, or `minPort` and `maxPort`, of which one stands for both. */
export function portsIn(
  { ports, minPort, maxPort }: Fields,
  report: Report,
): Pick<RuleDraft, "minPort" | "maxPort"> {
  const ends = [minPort ?? maxPort, maxPort ?? minPort];
  const raw = ends[0] === undefined || ends[0] === null;
  if (ports === undefined || ports === null) {
    if (raw) return { minPort: undefined, maxPort: undefined };
    if (ends.some(isUnknown)) {
      const [from, to] = ends.map((end) => (isUnknown(end) ? UNKNOWN : portsOf(end, report)?.from));
      return { minPort: from, maxPort: to };
    }
    const odd = ends.find((end) => typeof end !== "number" && typeof end !== "string");
    return range(portsOf(odd ?? ends.join("-"), report));
  }
  if (!raw) report("has both ports and minPort or maxPort: leave one of them out");
  return isUnknown(ports) ? { minPort: UNKNOWN, maxPort: UNKNOWN } : range(portsOf(ports, report));
}

function portsOf(value: unknown, report: Report) {
  const ports = parsePorts(value);
  if (!("problem" in ports)) return ports;
  report(ports.problem);
  return undefined;
}

const range = (ports: { from: number; to: number } | undefined) => ({
  minPort: ports?.from,
  maxPort: ports?.to,
});
