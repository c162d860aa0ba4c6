import type { Cidr } from "../provider/net/ranges";
import type { Filter, KeyedTraffic } from "../provider/traffic/explain";

/** A rule of a group. */
export interface ModelRule extends KeyedTraffic {
  /** Whether `pulumi up` shows what it allows, which is nothing or all of `possible` until then. @default false */
  readonly isPending?: boolean;
}

/** A group of either cloud, as far as it is known. */
export interface ModelGroup extends Filter<ModelRule> {
  /** What rules call it: its id, or a symbol where it has none yet. */
  readonly key: string;
  /** What people call it. */
  readonly title: string;
  readonly cloud: "waldur" | "e24cloud";
  /** Whether its rules must not be shown. @default false */
  readonly isSecret?: boolean;
}

/** A server with the groups that it is known to have. */
export interface ModelServer {
  /** Its id, or a symbol where it has none yet. */
  readonly key: string;
  readonly title: string;
  /** Keys of groups. */
  readonly groups: readonly string[];
  /** Whether somebody else may have given it other groups. */
  readonly mayHaveOthers: boolean;
}

/** All that intents are about. */
export interface Model {
  readonly groups: readonly ModelGroup[];
  readonly servers: readonly ModelServer[];
  /** Whether there are no other groups, such as those of other stacks. @default false */
  readonly isWhole?: boolean;
}

/** An end of an intent that is in no group of the model: some addresses, or the whole world. */
export interface OutsideEnd {
  readonly kind: "world" | "network";
  readonly title: string;
  /** Empty for the world. */
  readonly networks: readonly Cidr[];
}

/** An end that is groups or servers of the model, by their keys. */
export interface InsideEnd {
  readonly kind: "groups" | "server";
  readonly title: string;
  readonly keys: readonly string[];
  /** The addresses of its servers; empty where they are not known. */
  readonly networks: readonly Cidr[];
}

export type ModelEnd = OutsideEnd | InsideEnd;
