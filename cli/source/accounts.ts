import { SecurityGroupsError } from "../../provider/errors";
import type { CallLimits } from "../../provider/http/attempt";
import { Deadline } from "../../provider/http/deadline";
import { undefinedIfNotFound } from "../../provider/http/errors";
import type { Cause } from "../../provider/kit/operation";
import type { ConfigReader } from "../../provider/kit/handlers";
import { e24cloud, e24cloudSession, type E24cloudSession } from "../../provider/e24cloud/api/session";
import { readE24cloudSettings } from "../../provider/e24cloud/api/settings";
import type { WaldurClient } from "../../provider/waldur/api/client";
import { waldur, waldurSession } from "../../provider/waldur/api/session";
import { parseId } from "../../provider/waldur/api/ids";
import { readWaldurSettings } from "../../provider/waldur/api/settings";
import type { Cloud } from "../groups/group";
import type { CommandSettings } from "./settings";

/** Settings that say which cloud is meant, and their variables. */
const SIGNS = {
  waldur: { "waldur:apiUrl": "WALDUR_API_URL", "waldur:token": "WALDUR_ACCESS_TOKEN" },
  e24cloud: { "e24cloud:apiKey": "E24CLOUD_API_KEY", "e24cloud:apiSecret": "E24CLOUD_API_SECRET" },
} as const satisfies Record<Cloud, Record<string, string>>;

/** The clouds that there are settings for. */
export function configuredClouds(config: ConfigReader, env = process.env): Cloud[] {
  const isGiven = (signs: Readonly<Record<string, string>>) =>
    Object.entries(signs).some(([key, variable]) => Boolean(config.get(key) ?? env[variable]));
  return (["waldur", "e24cloud"] as const).filter((cloud) => isGiven(SIGNS[cloud]));
}

/** @throws {SecurityGroupsError} where there are settings for neither */
export function requireClouds(config: ConfigReader, only: Cloud | undefined): readonly Cloud[] {
  if (only !== undefined) return [only];
  const found = configuredClouds(config);
  if (found.length > 0) return found;
  throw new SecurityGroupsError(
    "there are settings for neither cloud: name a stack with --stack, or set WALDUR_API_URL and WALDUR_ACCESS_TOKEN, " +
      "or E24CLOUD_API_KEY and E24CLOUD_API_SECRET. The command doctor checks each of them.",
  );
}

const causeOf: Readonly<Record<Cloud, (error: unknown) => Cause>> = {
  waldur: waldur.causeOf,
  e24cloud: e24cloud.causeOf,
};

/** Does something at a cloud, and makes what it throws a sentence with its remedy. @param what such as `list the groups` */
export async function at<T>(
  cloud: Cloud,
  { wording }: CommandSettings,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { cause, remedy } = causeOf[cloud](error);
    const sentence = /[.!?]$/.test(cause) ? cause : `${cause}.`;
    const text = [`${what} at ${cloud}: ${sentence}`, remedy].filter(Boolean).join(" ");
    throw new SecurityGroupsError(wording(text), { cause: error });
  }
}

/** Seconds for all that a command asks of a cloud, and for which it tries a call again. */
const COMMAND = { time: 900, patience: 60 };

const commandLimits = (): CallLimits => ({
  deadline: new Deadline(COMMAND.time),
  patience: COMMAND.patience,
});

/** An account at Waldur, and the tenant that is meant. */
export interface WaldurAccount {
  readonly client: WaldurClient;
  readonly apiUrl: string;
  /** Id of the tenant. */
  readonly tenant: string;
}

/** @throws {SecurityGroupsError} where it is not clear which tenant is meant */
export async function waldurAccount(config: CommandSettings): Promise<WaldurAccount> {
  const settings = readWaldurSettings(config);
  const client = waldurSession(settings, config.run).client.within(commandLimits());
  return { client, apiUrl: settings.apiUrl, tenant: await tenantIn(client, settings.tenant) };
}

/** An account at e24cloud. */
export type E24cloudAccount = Pick<E24cloudSession, "client" | "reader" | "settings">;

export function e24cloudAccount(config: CommandSettings): E24cloudAccount {
  const { client, reader, settings } = e24cloudSession(readE24cloudSettings(config), config.run);
  return { client: client.within(commandLimits()), reader, settings };
}

/** More of them would not help. */
const MOST_TENANTS = 20;

/** The id of the tenant that is named, else of the only one. @throws {SecurityGroupsError} */
export async function tenantIn(client: WaldurClient, given: string | undefined): Promise<string> {
  if (given === undefined) return onlyTenant(client);
  const id = parseId(given);
  if (id !== undefined) {
    if ((await undefinedIfNotFound(client.getTenant(id))) !== undefined) return id;
    throw new SecurityGroupsError(`there is no tenant ${id}, or the token's user may not see it`);
  }
  const named = await client.listTenants({ name_exact: given });
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return only.uuid;
  throw new SecurityGroupsError(
    only === undefined
      ? `there is no tenant with the name "${given}", or the token's user may not see it`
      : `several tenants have the name "${given}": use a uuid: ${named.map(({ uuid }) => uuid).join(", ")}`,
  );
}

async function onlyTenant(client: WaldurClient): Promise<string> {
  const visible = await client.listTenants({ page: 1, page_size: MOST_TENANTS });
  const [only, ...others] = visible;
  if (only !== undefined && others.length === 0) return only.uuid;
  throw new SecurityGroupsError(
    only === undefined
      ? "the token's user sees no tenant: add the user to the project"
      : `no tenant is set. Choose one with --tenant: ${visible.map(({ name, uuid }) => `${name} (${uuid})`).join(", ")}`,
  );
}
