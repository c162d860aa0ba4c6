import type { z } from "zod";
import { type Call, type CallLimits, type Reply, isPage } from "../../http/attempt";
import { type FailedWrite, type SharedTime, Transport } from "../../http/transport";
import { ApiError, ForeignAnswerError } from "../../http/errors";
import { issueText, placeText } from "../../text/issue-text";
import { Capabilities, type Evidence, shownBy } from "./capabilities";
import { GroupListing, endlessText, type PagesRead } from "./group-listing";
import { pathId } from "./ids";
import { serverMessage } from "./failures";
import type { WaldurSettings } from "./settings";
import {
  listedGroup,
  namedGroupPart,
  type NamedGroupPart,
  type NewWireRule,
  changingFields,
  type ListedGroup,
  wireGroup,
  type WireGroup,
  RULES_CHANGED,
  wireEvent,
  type WireEvent,
  wireMe,
  type WireMe,
  wireOptions,
  wirePersonalToken,
  type WirePersonalToken,
  wireTenant,
  type WireTenant,
  wireUser,
  type WireUser,
} from "./schema";
import { targetFields, type TargetRef, targets, wireTarget, type WireTarget } from "./targets";

export type Query = Record<string, string | number | readonly string[]>;

/** The most that a Waldur MasterMind puts on one page of a list. */
export const PAGE_SIZE = 300;

const GROUPS = "/openstack-security-groups/";
const TENANTS = "/openstack-tenants/";
const INSTANCES = targets.instance.path;
const PORTS = targets.port.path;
const EVENTS = "/events/";
/** Lists of which it is not known by what they can be ordered. */
const NO_ORDER: Query = {};

/**
 * Waldur MasterMind API: security groups of OpenStack tenants. One method an operation, without any policy but what
 * may be repeated. Writes are asynchronous: that they are done shows in the group's state.
 * Every path ends in a slash, since the server answers others with a redirect.
 */
export class WaldurClient {
  private constructor(
    private readonly transport: Transport,
    private readonly limits: CallLimits,
    /** What is known of the server. */
    readonly capabilities = new Capabilities(),
  ) {}

  static for(settings: WaldurSettings, shared?: SharedTime): WaldurClient {
    const { apiUrl, token } = settings;
    const scheme = token.startsWith("w_") ? "Bearer" : "Token";
    const transport = new Transport({
      ...settings,
      shared,
      baseUrl: apiUrl.replace(/\/$/, ""),
      headers: () => ({
        authorization: `${scheme} ${token}`,
        accept: "application/json",
        "accept-language": "en",
        "content-type": "application/json",
      }),
      reason: (body) => serverMessage(body),
      secrets: [token],
    });
    return new WaldurClient(transport, {});
  }

  /** The same client for the calls of one operation. */
  within(limits: CallLimits): WaldurClient {
    return new WaldurClient(this.transport, limits, this.capabilities);
  }

  /** Waits until a create is due again that has failed and made nothing. @throws its failure where it is not to be sent again */
  beforeRepeat(failed: FailedWrite): Promise<void> {
    return this.transport.beforeRepeat(failed, this.limits);
  }

  /** Makes a group with its rules; it is real when its state is OK. Refused with 409 while the tenant is busy. */
  async createGroup(
    tenant: string,
    body: { name: string; description?: string | undefined; rules: readonly NewWireRule[] },
  ): Promise<WireGroup> {
    const path = `${tenantPath(tenant)}create_security_group/`;
    const reply = await this.sendRules(body.rules, { method: "POST", path, body, effect: "once" });
    return this.seen(parsed(wireGroup, reply, { method: "POST", path }));
  }

  /** @throws {NotFoundError} where it does not exist or may not be seen */
  async getGroup(id: string): Promise<WireGroup> {
    return this.seen(await this.get(groupPath(id), wireGroup));
  }

  /** All groups that pass the filters, page by page; those of one page where the query names it. */
  async listGroups(query: Query): Promise<WireGroup[]> {
    return (await this.list(GROUPS, wireGroup, query)).map((group) => this.seen(group));
  }

  /**
   * All groups of a tenant, each read as a whole only when it is asked for.
   *
   * @param known groups as they were before, whole. With some, the list asks for what can have changed, which takes a real
   *   server a fifth of the time: what describes a group is that of before
   */
  async listTenantGroups(
    tenant: string,
    known: ReadonlyMap<string, ListedGroup> = new Map(),
  ): Promise<GroupListing> {
    const fields: Query = known.size === 0 ? {} : { field: changingFields };
    const all = await this.list(GROUPS, listedGroup, { tenant_uuid: tenant, ...fields });
    // A server that ignored the filter would list those of all users.
    const listed = all.filter(({ tenant_uuid }) => tenant_uuid === tenant);
    if (known.size > 0 && listed.some(({ uuid }) => !known.has(uuid))) return this.listTenantGroups(tenant);
    return new GroupListing(
      listed.map((group) => ({ ...known.get(group.uuid), ...group })),
      (group) => this.seen(parsed(wireGroup, { status: 200, body: group }, { method: "GET", path: GROUPS })),
    );
  }

  /** The same with `field=` in the query: it has only these fields, `uuid` among them. */
  async listGroupParts(query: Query): Promise<NamedGroupPart[]> {
    return (await this.list(GROUPS, namedGroupPart, query)).map((part) => this.seen(part));
  }

  /** Some fields of a group, `uuid` among them. @throws {NotFoundError} where it does not exist or may not be seen */
  async getGroupPart(id: string, field: readonly string[]): Promise<NamedGroupPart> {
    return this.seen(await this.get(groupPath(id), namedGroupPart, { field }));
  }

  /** The groups of a tenant with exactly this name, and the time by the server's clock. */
  async groupsNamed(tenant: string, name: string): Promise<{ groups: WireGroup[]; serverTime: number }> {
    const query = { tenant_uuid: tenant, name_exact: name };
    const reply = await this.send({ method: "GET", path: GROUPS, query, effect: "none" });
    const date = Date.parse(String(reply.headers["date"]));
    return {
      groups: parsed(wireGroup.array(), reply, { method: "GET", path: GROUPS }).map((one) => this.seen(one)),
      serverTime: Number.isNaN(date) ? Date.now() : date,
    };
  }

  /** Changes name and description, nothing else. Needs the state OK, as set_rules does. */
  async patchGroup(id: string, body: { name?: string; description?: string }): Promise<void> {
    await this.send({ method: "PATCH", path: groupPath(id), body, effect: "once" });
  }

  /** Replaces all rules. Those sent with their ids and unchanged stay as they are. */
  async setRules(id: string, rules: readonly NewWireRule[]): Promise<void> {
    const path = `${groupPath(id)}set_rules/`;
    await this.sendRules(rules, { method: "POST", path, body: rules, effect: "once" });
  }

  /** Makes Waldur read name, description and rules from OpenStack. This repairs ERRED. */
  async pullGroup(id: string): Promise<void> {
    await this.send({ method: "POST", path: `${groupPath(id)}pull/`, effect: "repeatable" });
  }

  /** Removes the group from Waldur alone; OpenStack keeps it. Needs a staff user. */
  async unlinkGroup(id: string): Promise<void> {
    await this.send({ method: "POST", path: `${groupPath(id)}unlink/`, effect: "repeatable" });
  }

  /** Marks the group as in error, even if an operation is in progress. Needs a staff user, and a Waldur from 2026-02 on. */
  async setErred(id: string): Promise<void> {
    try {
      await this.send({ method: "POST", path: `${groupPath(id)}set_erred/`, body: {}, effect: "repeatable" });
      this.capabilities.triedSetErred();
    } catch (error) {
      this.capabilities.triedSetErred(error);
      throw error;
    }
  }

  /** Schedules the deletion, which takes the group off every machine first. Done when the group answers 404. */
  async deleteGroup(id: string): Promise<void> {
    await this.send({ method: "DELETE", path: groupPath(id), effect: "repeatable" });
  }

  async getTenant(id: string): Promise<WireTenant> {
    return this.get(tenantPath(id), wireTenant);
  }

  /**
   * Makes the groups of a tenant what OpenStack has, all of them: drops those that it does not have, imports those that
   * only it has. Refused with 409 unless the tenant is OK.
   */
  async pullTenantGroups(id: string): Promise<void> {
    await this.send({ method: "POST", path: `${tenantPath(id)}pull_security_groups/`, effect: "once" });
  }

  /** The way of a tenant from ERRED to OK. */
  async pullTenant(id: string): Promise<void> {
    await this.send({ method: "POST", path: `${tenantPath(id)}pull/`, effect: "once" });
  }

  /**
   * The virtual machines of a tenant, with their groups.
   * @param more a filter such as `security_group_uuid`, which servers from before 2026 ignore
   */
  async listInstances(tenant: string, more: Query = {}): Promise<WireUser[]> {
    const field = ["uuid", "name", "backend_id", "security_groups", "internal_ips", "external_ips"];
    return this.list(INSTANCES, wireUser, { tenant_uuid: tenant, field, ...more }, NO_ORDER);
  }

  /** The ports of a tenant, with their groups. */
  async listPorts(tenant: string): Promise<WireUser[]> {
    return this.list(PORTS, wireUser, { tenant_uuid: tenant }, NO_ORDER);
  }

  /** Something that can have groups. @throws {NotFoundError} where it does not exist or may not be seen */
  async getTarget(target: TargetRef): Promise<WireTarget> {
    const found = await this.get(targetPath(target), wireTarget(target), { field: targetFields(target) });
    this.capabilities.learn(shownBy({ created: found.created }));
    return found;
  }

  /** Makes these all the groups of a target. Needs the state OK; done when it is OK again. @param body see `groupsBody` */
  async setTargetGroups(target: TargetRef, body: object): Promise<void> {
    const path = `${targetPath(target)}${targets[target.kind].action}/`;
    await this.send({ method: "POST", path, body, effect: "once" });
  }

  /** Makes Waldur read a target and its groups from OpenStack. This repairs ERRED. */
  async pullTarget(target: TargetRef): Promise<void> {
    await this.send({ method: "POST", path: `${targetPath(target)}pull/`, effect: "repeatable" });
  }

  /** The user that the token belongs to, and the time by the server's clock. */
  async getMe(): Promise<{ user: WireMe; serverTime: number | undefined }> {
    const path = "/users/me/";
    const query = { field: ["username", "is_staff", "token_lifetime"] };
    const reply = await this.send({ method: "GET", path, query, effect: "none" });
    const date = Date.parse(String(reply.headers["date"]));
    const user = parsed(wireMe, reply, { method: "GET", path });
    return { user, serverTime: Number.isNaN(date) ? undefined : date };
  }

  /** The personal access tokens of the token's user; not on servers from before 2026. */
  async listPersonalTokens(): Promise<WirePersonalToken[]> {
    return this.list("/personal-access-tokens/", wirePersonalToken, {}, NO_ORDER);
  }

  /** Whether the token's user may change a group, as far as the server reports it in advance. */
  async mayChange(id: string): Promise<boolean> {
    const path = groupPath(id);
    const reply = await this.send({ method: "OPTIONS", path, effect: "none" });
    return parsed(wireOptions, reply, { method: "OPTIONS", path }).actions?.PUT !== undefined;
  }

  /** What the audit log has about a group, a target or a tenant, newest first. @param scope its URL */
  async listEvents(scope: string, query: Query): Promise<WireEvent[]> {
    const field = ["created", "event_type", "context"];
    const events = await this.list(EVENTS, wireEvent, { scope, field, ...query }, { o: "-created" });
    const isTelling = ({ event_type: type }: WireEvent) =>
      type === RULES_CHANGED || Object.values(targets).some(({ event }) => event === type);
    if (events.some(isTelling)) this.capabilities.learn({ ruleEvents: true });
    return events;
  }

  async listTenants(query: Query): Promise<WireTenant[]> {
    return this.list(TENANTS, wireTenant, query);
  }

  private async send(call: Call): Promise<Reply> {
    try {
      return await this.transport.send(call, this.limits);
    } catch (error) {
      throw error instanceof ApiError && isForeign(error)
        ? new ForeignAnswerError(call, error.status, noWaldur(), error.body)
        : error;
    }
  }

  /** A call that carries rules: how it ends shows which protocols the server takes. */
  private async sendRules(rules: readonly NewWireRule[], call: Call): Promise<Reply> {
    try {
      const reply = await this.send(call);
      this.capabilities.took(rules);
      return reply;
    } catch (error) {
      this.capabilities.refusedRules(error);
      throw error;
    }
  }

  private seen<Group extends Evidence>(group: Group): Group {
    this.capabilities.saw(group);
    return group;
  }

  private async get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    query: Query = {},
  ): Promise<z.output<Schema>> {
    const reply = await this.send({ method: "GET", path, query, effect: "none" });
    return parsed(schema, reply, { method: "GET", path });
  }

  private async list<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    query: Query,
    // Without an order the server may repeat or skip things between pages.
    order: Query = { o: "created" },
  ): Promise<z.output<Schema>[]> {
    const call = { method: "GET", path };
    let found: z.output<Schema>[] = [];
    let read: PagesRead | undefined;
    for (let page = Number(query.page ?? 1); ; page += 1) {
      const one = { ...order, page_size: PAGE_SIZE, ...query, page };
      const reply = await this.send({ ...call, query: one, effect: "none" });
      found = found.concat(parsed(schema.array(), reply, call));
      if (query.page !== undefined || !hasNext(reply)) return found;
      const { pages, bytes } = read ?? { pages: 0, bytes: 0 };
      read = {
        ...(read ?? { count: countIn(reply), size: found.length }),
        pages: pages + 1,
        bytes: bytes + reply.bytes,
      };
      const endless = endlessText(read);
      if (endless !== undefined) {
        throw new ForeignAnswerError(call, reply.status, noWaldur(` (${endless})`), reply.body);
      }
    }
  }
}

const groupPath = (id: string) => `${GROUPS}${pathId("security group", id)}/`;
const targetPath = ({ kind, id }: TargetRef) => `${targets[kind].path}${pathId(targets[kind].title, id)}/`;
const tenantPath = (id: string) => `${TENANTS}${pathId("tenant", id)}/`;

const noWaldur = (why = "") =>
  `the answer is not what a Waldur MasterMind sends${why}: is waldur:apiUrl the address of one?`;

/**
 * Waldur refuses in JSON, and so it says that a thing does not exist. A page comes from something else, where nothing counts
 * as gone.
 */
const isForeign = ({ status, body }: ApiError) =>
  (status === 404 && typeof body === "string" && body !== "") || (status === 400 && isPage(body));

/** How many things a list has on all its pages. */
function countIn({ headers }: Reply): number | undefined {
  const count = headers["x-result-count"];
  return typeof count === "string" && /^\d+$/.test(count) ? Number(count) : undefined;
}

const hasNext = ({ headers }: Reply) => String(headers["link"] ?? "").includes('rel="next"');

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  { status, body }: Pick<Reply, "status" | "body">,
  call: { method: string; path: string },
): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const what =
    issue === undefined ? "unreadable" : [placeText(issue.path), issueText(issue)].join(" ").trim();
  throw new ForeignAnswerError(call, status, noWaldur(` (${what})`), body);
}
