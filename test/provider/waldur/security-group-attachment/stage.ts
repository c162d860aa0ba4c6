import { groupsOfServer } from "../../../groups-of-server";
import { toDynamicProvider } from "../../../../provider/engine/to-dynamic-provider";
import { handlersOf } from "../../../../provider/handlers";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import type { WaldurSwitches } from "../../../../sandbox/waldur/switches";
import { EngineRuns } from "../../engine-runs";
import { ManagedResource, type Props, type Provider } from "../../managed-resource";
import { settingsFor, startSandbox } from "../sandbox";

export const releases: readonly WaldurSwitches["release"][] = ["2024-10", "2026"];

/** Groups and attachments of one program, at an emulator of their own. */
export interface AttachmentStage {
  readonly sandbox: WaldurSandbox;
  readonly groups: Provider;
  readonly attachments: Provider;
  /** Begins the next command of the engine. */
  next(): void;
  group(name: string): ManagedResource;
  attachment(name: string): ManagedResource;
  /** Names of the groups that OpenStack has for a server, sorted. */
  live(server: { readonly id: string }): string[];
}

export async function startStage(
  options: Parameters<typeof startSandbox>[0] = {},
  settings: Record<string, string> = {},
): Promise<AttachmentStage> {
  const sandbox = await startSandbox({ delay: 5, ...options });
  const own: Record<string, string> = settingsFor(sandbox, { "waldur:pollInterval": "0.005", ...settings });
  const runs = new EngineRuns();
  const handlers = handlersOf(runs);
  // Not configured for each operation, as others are: one command of the engine has several resources.
  const groups = toDynamicProvider(handlers.waldurSecurityGroup);
  const attachments = toDynamicProvider(handlers.waldurSecurityGroupAttachment);
  const next = () => {
    runs.next();
    for (const one of [groups, attachments])
      void one.configure({ config: { get: (key) => own[key], require: (key) => own[key] ?? "" } });
  };
  next();
  return {
    sandbox,
    groups,
    attachments,
    next,
    group: (name) => new ManagedResource(groups, name, "waldur:SecurityGroup"),
    attachment: (name) => new ManagedResource(attachments, name, "waldur:SecurityGroupAttachment"),
    live: (server) => groupsOfServer(sandbox, server),
  };
}

export const https = { protocol: "tcp", ports: 443 };
export const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
export const nodes = { protocol: "tcp", ports: 9100, cidr: "10.0.0.0/8" };

/** The URN that the stage gives a group. */
export const urnOf = (name: string) => `urn:pulumi:test::test::waldur:SecurityGroup::${name}`;

/** Arguments with the URNs of the groups that are resources, as the class passes them on. */
export const named = (args: Props, ...names: readonly string[]): Props => ({
  ...args,
  __context: { groups: names.map((name) => (name === "" ? "" : urnOf(name))) },
});
