import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Clouds } from "../harness/clouds";
import { pluginFolder } from "../harness/yaml";
import type { ProviderMode, Resources } from "./provider-mode";

const fixtures = resolve(__dirname, "../../fixtures/state");

/** Each version whose form of state is kept, oldest first. A release that changes the form adds one. */
export const versions = readdirSync(fixtures).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

const fileOf = (version: string, mode: ProviderMode) =>
  join(fixtures, version, `${mode.stackMode === "cli" ? "native" : "dynamic"}.json`);

/** What state is about: the clouds, and a server that groups are attached to. */
export interface KeptWorld extends Pick<Clouds, "waldur" | "e24cloud"> {
  readonly instance: string;
}

/** The program of a version. */
export function keptResources(version: string, world: KeptWorld): Resources {
  const text = readFileSync(join(fixtures, version, "resources.json"), "utf8");
  return JSON.parse(filled(text, namesOf(world))) as Resources;
}

/** What a version left in state, about the groups that `exported` is about. */
export function keptState(version: string, mode: ProviderMode, world: KeptWorld, exported: string): string {
  const { version: form, deployment } = state.parse(
    JSON.parse(filled(readFileSync(fileOf(version, mode), "utf8"), namesOf(world, exported))),
  );
  const { secrets_providers } = state.parse(JSON.parse(exported)).deployment;
  return JSON.stringify({ version: form, deployment: { ...deployment, secrets_providers } });
}

/** What state has today, in the form in which it is kept; with RECORD_STATE=1 it is, as that of this version. */
export function inKeptForm(version: string, mode: ProviderMode, world: KeptWorld, exported: string): unknown {
  const text = masked(JSON.stringify(tidied(exported)), namesOf(world, exported));
  if (process.env["RECORD_STATE"] === "1")
    writeFileSync(fileOf(version, mode), `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  return byUrn(text);
}

export const kept = (version: string, mode: ProviderMode): unknown =>
  byUrn(readFileSync(fileOf(version, mode), "utf8"));

/** Resources that don't need each other come in any order. */
const byUrn = (text: string) =>
  state.parse(JSON.parse(text)).deployment.resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));

/** What differs from run to run, with what stands for it where state is kept. */
type Names = ReadonlyMap<string, string>;

function namesOf({ waldur, e24cloud, instance }: KeptWorld, exported = ""): Names {
  const resources = exported === "" ? [] : state.parse(JSON.parse(exported)).deployment.resources;
  const own = resources.flatMap(({ urn, id, outputs }) => {
    const name = urn.split("::").at(-1) ?? "";
    const { backendId, created, modified, details } = outputs;
    const around = Object.entries(details ?? {}).filter(([field]) => field.endsWith("Uuid"));
    return [
      ...Object.entries({ id, backendId, created, modified }).map(([field, value]) => [
        value,
        `<${name}.${field}>`,
      ]),
      ...around.map(([field, value]: [string, unknown]) => [value, `<${field}>`]),
    ].flatMap(([value, as]): [string, string][] => (typeof value === "string" ? [[value, String(as)]] : []));
  });
  const all: [string, string][] = [
    [new URL(waldur.apiUrl).host, "<waldur>"],
    [new URL(e24cloud.endpoint).host, "<e24cloud>"],
    [waldur.token, "<token>"],
    [waldur.tenantUuid, "<tenant>"],
    [e24cloud.apiKey, "<apiKey>"],
    [e24cloud.apiSecret, "<apiSecret>"],
    [e24cloud.virtualMachines[0] ?? "", "<virtualMachine>"],
    [instance, "<instance>"],
    [pluginFolder, "<plugin>"],
    ...own,
  ];
  return new Map(all.filter(([value]) => value !== ""));
}

const masked = (text: string, names: Names) =>
  [...names].reduce((now, [value, name]) => now.replaceAll(value, name), text);

const filled = (text: string, names: Names) =>
  [...names].reduce((now, [value, name]) => now.replaceAll(name, value), text);

/** What a resource needs is listed in any order. */
const needed = z.array(z.string()).transform((urns) => urns.toSorted());
const resource = z.looseObject({
  urn: z.string(),
  id: z.string().optional(),
  dependencies: needed.optional(),
  propertyDependencies: z.record(z.string(), needed.nullable()).optional(),
  outputs: z.record(z.string(), z.unknown()).default({}),
});
const state = z.object({
  version: z.number(),
  deployment: z.looseObject({ resources: z.array(resource) }),
});

/** Without times, places in programs and what belongs to one backend. */
function tidied(exported: string): unknown {
  const { version, deployment } = state.parse(JSON.parse(exported));
  const resources = deployment.resources.map((one) => {
    const kept: Record<string, unknown> = { ...one };
    for (const field of ["created", "modified", "sourcePosition", "stackTrace"]) delete kept[field];
    return kept;
  });
  return { version, deployment: { resources } };
}
