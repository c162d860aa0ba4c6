import type { CallEntry, FaultInput } from "../../../sandbox/control";
import { type Clouds, isWrite } from "../../runner/clouds";

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}/g;

/** Where calls are made: at one of the two APIs, or by Waldur at the OpenStack behind it. */
export const levels = ["waldur", "e24cloud", "openstack"] as const;
export type Level = (typeof levels)[number];

/** One call of an operation: the n-th of its kind. */
export interface CallPlace {
  readonly level: Level;
  /** Method and path, with ids left out. */
  readonly kind: string;
  /** 0 for the first. */
  readonly nth: number;
}

export const callText = ({ level, kind, nth }: CallPlace): string => `${level} ${kind} #${nth + 1}`;

/** What makes calls the same. */
export const kindOf = ({ method, path }: Pick<CallEntry, "method" | "path">): string =>
  `${method} ${path.replace(ID, "ID")}`;

export function isWriteAt({ kind }: CallPlace): boolean {
  const [method = "", path = ""] = kind.split(" ");
  return isWrite({ method, path });
}

export function entriesOf({ waldur, e24cloud }: Clouds, level: Level): CallEntry[] {
  if (level === "e24cloud") return e24cloud.log.entries({ level: "api" });
  return waldur.log.entries({ level: level === "waldur" ? "api" : "openstack" });
}

/** The calls that were made, each by its place among those of its kind; in an order that does not depend on timing. */
export function placesOf(clouds: Clouds): CallPlace[] {
  const places = levels.flatMap((level) => {
    const seen = new Map<string, number>();
    return entriesOf(clouds, level).map((entry): CallPlace => {
      const kind = kindOf(entry);
      const nth = seen.get(kind) ?? 0;
      seen.set(kind, nth + 1);
      return { level, kind, nth };
    });
  });
  return places.toSorted((one, other) => (callText(one) < callText(other) ? -1 : 1));
}

/** Makes the call at a place fail. */
export function addFault(clouds: Clouds, { level, kind, nth }: CallPlace, fault: FaultInput): void {
  const [method, path = ""] = kind.split(" ");
  const pattern = `^${path.replace(/[.$]/g, "\\$&").replaceAll("ID", "[0-9a-f-]+")}$`;
  const control = level === "e24cloud" ? clouds.e24cloud : clouds.waldur;
  control.faults.add({
    ...fault,
    level: level === "openstack" ? "openstack" : "api",
    method,
    path: pattern,
    skip: nth,
  });
}

/** The writes that clients have made, in the order of each server. */
export function writesOf(clouds: Clouds): CallEntry[] {
  return [...entriesOf(clouds, "waldur"), ...entriesOf(clouds, "e24cloud")].filter(isWrite);
}
