import { messageOf } from "../../provider/errors";
import { ApiError, AuthenticationError, ConnectionError } from "../../provider/http/errors";
import type { CallLimits } from "../../provider/http/attempt";
import { SettingsError } from "../../provider/errors";
import { e24cloud } from "../../provider/e24cloud/api/session";
import { readE24cloudSettings } from "../../provider/e24cloud/api/settings";
import type { WaldurClient } from "../../provider/waldur/api/client";
import { waldur, waldurSession } from "../../provider/waldur/api/session";
import type { WireMe } from "../../provider/waldur/api/schema";
import { readWaldurSettings, type WaldurSettings } from "../../provider/waldur/api/settings";
import type { Cloud } from "../groups/group";
import { e24cloudAccount, tenantIn } from "../source/accounts";
import { type CommandSettings, settingNames } from "../source/settings";
import { type Check, failed, ok, skipped, warning } from "./check";
import { release } from "./release";
import { strangeVariables } from "./spelling";
import { tokenLimits } from "./token";
import { counted } from "../counted";

/** Seconds: doctor says at once how things are. */
const ONE_TRY: CallLimits = { patience: 0, timeout: 60 };

/** What an account of a cloud is like: its settings, its server, and what its user may do. Only reads, and each once. */
export async function checkCloud(cloud: Cloud, config: CommandSettings): Promise<Check[]> {
  const settings = checkSettings(cloud, config);
  if (settings.some(({ status }) => status === "failed")) return settings;
  const server = cloud === "waldur" ? await checkWaldur(config) : await checkE24cloud(config);
  return [...settings, ...server];
}

function checkSettings(cloud: Cloud, config: CommandSettings): Check[] {
  try {
    if (cloud === "waldur") readWaldurSettings(config);
    else readE24cloudSettings(config);
    const given = settingNames[cloud].all.filter((name) => isGiven(cloud, name, config));
    return [ok(`settings: ${given.join(", ")}`)];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const strange = strangeVariables(cloud);
    const hint = strange.length === 0 ? "" : ` The variable ${strange.join(", ")} has no effect.`;
    return [...error.problems.values()].map((problem) => {
      const [text = problem, ...remedy] = problem.split(/\. /);
      return failed(text, `${remedy.join(". ")}${hint}`);
    });
  }
}

function isGiven(cloud: Cloud, name: string, config: CommandSettings): boolean {
  const variable = settingNames[cloud].environment[name];
  return Boolean(config.get(`${cloud}:${name}`) ?? (variable && process.env[variable]));
}

/** What a failed call says about the server. */
function serverFailure(cloud: Cloud, address: string, error: unknown): Check[] {
  const { cause, remedy } = (cloud === "waldur" ? waldur : e24cloud).causeOf(error);
  if (error instanceof ConnectionError) return [failed(`${address} does not answer: ${cause}`, remedy)];
  if (error instanceof AuthenticationError) {
    return [ok(`${address} answers and requires credentials`), failed(cause, remedy)];
  }
  const kind = error instanceof ApiError ? `${address} answers, but not as ${cloud} does` : address;
  return [failed(`${kind}: ${cause}`, remedy)];
}

async function checkWaldur(config: CommandSettings): Promise<Check[]> {
  const settings = readWaldurSettings(config);
  const client = waldurSession(settings, config.run).client.within(ONE_TRY);
  const asked = Date.now();
  try {
    const { user, serverTime } = await client.getMe();
    return [
      ok(`${settings.apiUrl} is a Waldur MasterMind`),
      ok(`the token works: ${user.username || "a user"}${user.is_staff === true ? ", staff" : ""}`),
      tokenEnd(settings, user),
      ...(await tokenLimits(client, settings.token, user)),
      clock(
        serverTime,
        asked,
        "Set the clock of this machine: the expiry of a personal access token depends on it.",
      ),
      ...(await checkTenant(client, settings)),
    ];
  } catch (error) {
    return serverFailure("waldur", settings.apiUrl, error);
  }
}

/** Days before its end at which a token is worth a warning. */
const SOON = 14;

function tokenEnd({ token }: WaldurSettings, { token_lifetime: lifetime }: WireMe): Check {
  const expiry = /^w_(\d+)_/.exec(token)?.[1];
  if (expiry !== undefined) {
    const end = new Date(Number(expiry) * 1000);
    const days = (end.getTime() - Date.now()) / 86_400_000;
    const text = `the token expires on ${end.toISOString().slice(0, 10)}`;
    return days > SOON
      ? ok(text)
      : warning(text, "Make another, and run pulumi config set --secret waldur:token.");
  }
  if (lifetime === null || lifetime === undefined || lifetime === 0) {
    return ok("the token does not expire");
  }
  return warning(
    `the token expires ${Math.round(lifetime / 60)} minutes after its last use`,
    "For CI, have the user's token lifetime raised in Waldur, or use a personal access token.",
  );
}

/** Seconds; smaller differences between two clocks are everyday. */
const TOLERATED_SKEW = 30;

function clock(serverTime: number | undefined, asked: number, remedy: string): Check {
  if (serverTime === undefined) return skipped("the server does not report its time");
  // The answer came somewhere between asking and now.
  const skew = Math.round(Math.max(0, serverTime - Date.now(), asked - serverTime - 1000) / 1000);
  return skew <= TOLERATED_SKEW
    ? ok("the clocks of this machine and of the server agree")
    : warning(`the clocks of this machine and of the server differ by ${skew} s`, remedy);
}

async function checkTenant(client: WaldurClient, { tenant }: WaldurSettings): Promise<Check[]> {
  try {
    const id = await tenantIn(client, tenant);
    const { name, state, quotas } = await client.getTenant(id);
    const used = (quotas ?? [])
      .filter(({ name: one, limit }) => one.startsWith("security_group") && limit >= 0)
      .map(({ name: one, usage, limit }) => `${one} ${usage} of ${limit}`);
    const text = [`tenant ${name} is ${state}`, ...used].join(", ");
    const isOk = state === "OK";
    return [
      isOk
        ? ok(text)
        : warning(text, "Groups can only be created in a tenant that is OK: pull the tenant in Waldur."),
      await writes(client, id),
      ...release(client.capabilities),
    ];
  } catch (error) {
    const text = messageOf(error);
    return tenant === undefined
      ? [warning(text, "Or set waldur:tenant.")]
      : [failed(text, "Set waldur:tenant to a tenant that the user may see.")];
  }
}

async function writes(client: WaldurClient, tenant: string): Promise<Check> {
  const [group] = await client.listGroups({ tenant_uuid: tenant, page: 1, page_size: 1 });
  if (group === undefined) {
    return skipped("cannot check write access: the tenant has no groups");
  }
  return (await client.mayChange(group.uuid))
    ? ok("the user may change groups")
    : failed(
        "the user may not change groups",
        "The user needs to be administrator or manager of the project, owner of the customer, or staff.",
      );
}

async function checkE24cloud(config: CommandSettings): Promise<Check[]> {
  const { client: patient, reader, settings } = e24cloudAccount(config);
  const client = patient.within(ONE_TRY);
  try {
    const groups = await reader.list(client);
    const asked = Date.now();
    const serverTime = await client.serverTime().catch(() => undefined);
    return [
      ok(`${settings.endpoint} is an API of e24cloud`),
      ok(`the key works: the account has ${counted(groups.length, "group")}`),
      skipped("e24cloud does not report when a key expires, nor whether it has write access"),
      clock(serverTime, asked, "Set the clock of this machine: calls signed with a wrong time are refused."),
    ];
  } catch (error) {
    return serverFailure("e24cloud", settings.endpoint, error);
  }
}
