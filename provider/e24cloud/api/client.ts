import { SecurityGroupsError } from "../../errors";
import { ApiError, AuthenticationError, type CallSite, ForeignAnswerError } from "../../http/errors";
import { isPage, type Reply, type Call, type CallLimits, type Effect } from "../../http/attempt";
import type { z } from "zod";
import { quoted, escapeRegExp, redactor, serverText } from "../../text/printable";
import { issueText, placeText } from "../../text/issue-text";
import { type SharedTime, Transport, type Outgoing } from "../../http/transport";
import type { E24cloudSettings } from "./settings";
import { accountReply, groupReply, groupsReply } from "./schema";
import { type Group, type RuleBody, type RuleId } from "./group";
import { createHmac } from "node:crypto";

/** The server answered that it did not do it: `success: false` with status 200. */
export class RefusedError extends SecurityGroupsError {
  override readonly name = "RefusedError";

  constructor(
    readonly call: CallSite,
    readonly reason: string,
  ) {
    super(`${call.method} ${call.path}: refused: ${reason}`);
  }
}

/** Whether the server refused this very call: surely did not act, and would not if it were asked again. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof RefusedError) return true;
  if (error instanceof AuthenticationError) return false;
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

/**
 * Whether a read may have failed only because this server has no such way to read: nothing found, refused,
 * or an unusable answer. A wrong key is final if the server reports it.
 */
export function mayBeNoSuchRoute(error: unknown): boolean {
  return isRefusal(error) || (error instanceof ApiError && error.status < 300);
}

/** Seconds; smaller differences between two clocks are everyday. */
const TOLERATED_SKEW = 30;

/**
 * What a refusal says. The documentation shows no error at all, so any likely field is taken; and since a call with
 * a date too far off is refused like one with a wrong key, a difference of clocks is always reported. A server that fails or
 * is asked too often, or a page in the place of an answer, says nothing of keys.
 */
export function reasonOf(body: unknown, headers: Reply["headers"], status: number, now = Date.now()): string {
  const reason = saidIn(body);
  if (status >= 500 || isPage(body)) return reason ?? OUTAGE;
  if (status === 429) return reason ?? TOO_MANY;
  const said = reason ?? "no reason given; the key, the secret or the id may be wrong";
  const date = Date.parse(String(headers["date"] ?? ""));
  const skew = Math.round((now - date) / 1000);
  if (Number.isNaN(skew) || Math.abs(skew) < TOLERATED_SKEW) return said;
  const direction = skew > 0 ? "ahead of" : "behind";
  return `${said} (the clock of this machine is ${Math.abs(skew)} s ${direction} the server's, and calls signed with a wrong time are refused: set the clock)`;
}

const TOO_MANY = "too many calls";
const OUTAGE = "the service is not working, or something else answers in its place; try again later";

function saidIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const fields: Record<string, unknown> = { ...body };
  const said = ["error", "message", "errors", "reason", "code"]
    .map((field) => fields[field])
    .filter((value) => value !== undefined && value !== null && value !== "")
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return said.length > 0 ? said.join("; ") : undefined;
}

/** What can be attached to a group, by the names of the inputs. */
export const memberKinds = ["virtualMachines", "users", "resources"] as const;
export type MemberKind = (typeof memberKinds)[number];

/** The words of the API's operations. */
const MEMBER_WORDS = { virtualMachines: "vm", users: "user", resources: "resource" } as const;

/**
 * The operations on groups (e24cloud REST documentation, groups and firewall), one method each.
 *
 * An answer without `success` is a success; `success: false` is a failure whatever the status.
 */
export class E24cloudClient {
  private constructor(
    private readonly transport: Transport,
    private readonly reason: typeof reasonOf,
    private readonly limits: CallLimits,
  ) {}

  static for(settings: E24cloudSettings, shared?: SharedTime): E24cloudClient {
    const redact = redactor([settings.apiSecret]);
    const signatures = new RegExp(`${escapeRegExp(settings.apiKey)}:[A-Za-z0-9+/=]+`, "g");
    const reason: typeof reasonOf = (...answer) =>
      serverText(redact(reasonOf(...answer)).replace(signatures, "[signature]"));
    const transport = new Transport({
      ...settings,
      shared,
      baseUrl: settings.endpoint,
      headers: (attempt) => signedHeaders(attempt, settings),
      reason,
      secrets: [settings.apiSecret],
    });
    return new E24cloudClient(transport, reason, {});
  }

  /** The same client for the calls of one operation. */
  within(limits: CallLimits): E24cloudClient {
    return new E24cloudClient(this.transport, this.reason, limits);
  }

  /** By GET as documented, or by POST as older versions of the documentation have it. */
  async list(method: "GET" | "POST"): Promise<Group[]> {
    return this.parsed(groupsReply, { method, path: "/v2/groups", effect: "none" });
  }

  /** The time of the server's clock; undefined if unknown. */
  async serverTime(): Promise<number | undefined> {
    const { headers } = await this.transport.send(
      { method: "GET", path: "/v2/groups", effect: "none" },
      this.limits,
    );
    const date = Date.parse(String(headers["date"]));
    return Number.isNaN(date) ? undefined : date;
  }

  /** Id of the user whose key is in use (REST documentation, user accounts). Of the answer, which has keys, nothing else is read. */
  async userId(): Promise<string> {
    return (await this.parsed(accountReply, { method: "GET", path: "/v2/account", effect: "none" })).account
      .id;
  }

  /** By POST as documented, or by GET as everything else in this API is read. */
  async read(id: string, method: "POST" | "GET"): Promise<Group> {
    return this.parsed(groupReply, { method, path: groupPath(id), effect: "none" });
  }

  /** PUT makes another group each time. The array in the answer may hold more than the new one. */
  async create(name: string): Promise<Group[]> {
    return this.parsed(groupsReply, {
      method: "PUT",
      path: "/v2/groups",
      body: { name },
      effect: "once",
    });
  }

  async attach(id: string, kind: MemberKind, memberId: string): Promise<void> {
    await this.operate(id, `group-attach-${MEMBER_WORDS[kind]}`, { id: memberId });
  }

  async detach(id: string, kind: MemberKind, memberId: string): Promise<void> {
    await this.operate(id, `group-detach-${MEMBER_WORDS[kind]}`, { id: memberId });
  }

  /** The answer does not contain the id of the new rule. */
  async addRule(id: string, rule: RuleBody): Promise<void> {
    await this.operate(id, "group-add-rule", rule, "once");
  }

  async updateRule(id: string, ruleId: RuleId, rule: RuleBody): Promise<void> {
    await this.operate(id, "group-update-rule", { rule_id: ruleId, ...rule });
  }

  async deleteRule(id: string, ruleId: RuleId): Promise<void> {
    await this.operate(id, "group-delete-rule", { rule_id: ruleId });
  }

  async switchFirewall(id: string, active: boolean): Promise<void> {
    await this.operate(id, "firewall", { active });
  }

  /** Adds a task that deletes the group; it stays visible until that is done. */
  async delete(id: string): Promise<void> {
    await this.send({ method: "DELETE", path: groupPath(id), effect: "repeatable" });
  }

  private async operate(
    id: string,
    operation: string,
    body: unknown,
    effect: Effect = "repeatable",
  ): Promise<void> {
    await this.send({ method: "POST", path: `${groupPath(id)}/${operation}`, body, effect });
  }

  private async parsed<T>(schema: z.ZodType<T>, call: Call): Promise<T> {
    const body = await this.send(call);
    const reply = schema.safeParse(body);
    if (reply.success) return reply.data;
    const [issue] = reply.error.issues;
    const what =
      issue === undefined ? "unreadable" : [placeText(issue.path), issueText(issue)].join(" ").trim();
    throw new ForeignAnswerError(call, 200, `the answer is not as documented: ${what}`, body);
  }

  private async send(call: Call): Promise<unknown> {
    const { body, headers, status } = await this.transport.send(call, this.limits);
    if (typeof body === "object" && body !== null && "success" in body && body.success === false) {
      throw new RefusedError(call, this.reason(body, headers, status));
    }
    return body;
  }
}

/** @throws {SecurityGroupsError} for anything but an id, such as `..`, which would change the path */
function groupPath(id: string): string {
  if (/^[\w-]+$/.test(id)) return `/v2/groups/${id}`;
  throw new SecurityGroupsError(
    `${quoted(id)} is not the id of a group: an id looks like 24e12e20-0851-5354-e2c3-04b16c4c9c45`,
  );
}

export interface Credentials {
  apiKey: string;
  apiSecret: string;
}

/**
 * The headers of a signed call (e24cloud REST documentation): HMAC-SHA256 over method, host, date, path with query
 * and body. The host is that of the Host header, so with a port that is not the scheme's own.
 */
export function signedHeaders(
  { method, url, body }: Outgoing,
  { apiKey, apiSecret }: Credentials,
  now = new Date(),
): Record<string, string> {
  const date = now.toUTCString();
  const text = [method, url.host, date, url.pathname + url.search, body].join("\n");
  const signature = createHmac("sha256", apiSecret).update(text, "utf8").digest("base64");
  return { Authorization: `${apiKey}:${signature}`, "Content-Type": "application/json", "X-Date": date };
}
