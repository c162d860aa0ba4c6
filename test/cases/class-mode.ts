import * as pulumi from "@pulumi/pulumi";
import { toDynamicProvider } from "../../provider/engine/to-dynamic-provider";
import { UNKNOWN } from "../../provider/rules/rule-map";
import * as e24cloud from "../../provider/e24cloud";
import { handlersOf } from "../../provider/handlers";
import * as waldur from "../../provider/waldur";
import { EngineRuns } from "../provider/engine-runs";
import type { Props } from "../provider/managed-resource";
import type { ResourceType } from "./case";
import { type Declared, type Mode, withReferences } from "./mode";

const classes = {
  waldur: waldur.SecurityGroup,
  e24: e24cloud.FirewallGroup,
} satisfies Record<ResourceType, unknown>;

/** The classes of a Node.js program, and the handlers that Pulumi's host of dynamic providers calls. */
export function classMode(settings: Readonly<Record<string, string>>): Mode {
  const runs = new EngineRuns();
  const handlers = handlersOf(runs);
  const providers = {
    waldur: toDynamicProvider(handlers.waldurSecurityGroup),
    e24: toDynamicProvider(handlers.e24cloudFirewallGroup),
  };
  const get = (key: string) => settings[key];
  const config = { get, require: (key: string) => get(key) ?? "" };
  return {
    kind: "class",
    providers,
    async begin() {
      runs.next();
      for (const provider of Object.values(providers)) await provider.configure({ config });
    },
    registered,
  };
}

/** What a class makes of its arguments, as it arrives at the engine. */
async function registered(
  { name, type, args }: Declared,
  ids: ReadonlyMap<string, string>,
  preview: boolean,
): Promise<Props> {
  let inputs: Props = {};
  const monitor: pulumi.runtime.Mocks = {
    call: () => ({}),
    newResource: (resource) => {
      if (resource.name === name) inputs = resource.inputs as Props;
      return { id: ids.get(resource.name), state: { ...(resource.inputs as Props) } };
    },
  };
  await pulumi.runtime.setMocks(monitor, "cases", "test", preview);
  const others = new Map<string, pulumi.CustomResource>();
  const target = (other: string) => {
    const known = others.get(other) ?? new waldur.SecurityGroup(other, { rules: [] });
    others.set(other, known);
    return known;
  };
  const group = new classes[type](name, withReferences(args, target) as object);
  await new Promise((resolve) => group.urn.apply(resolve));
  await pulumi.runtime.disconnect();
  return plain(inputs) as Props;
}

/** What is not known goes over the wire as a string of its own. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("__pulumiUnknown" in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
