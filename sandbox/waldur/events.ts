import { isDeepStrictEqual } from "node:util";
import { newUuid, timestamp } from "./ids";
import type { Resource, Rule, SecurityGroup, User } from "./model";

/** A line of Waldur's audit log. */
export interface AuditEvent {
  readonly uuid: string;
  readonly created: string;
  readonly type: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
  /** Uuids of the things that it is about. */
  readonly scopes: readonly string[];
}

interface Named {
  readonly uuid: string;
  readonly name: string;
}

/** What events call things. */
interface Surroundings {
  readonly groups: { get(uuid: string): Named | undefined };
  readonly project: Named;
  readonly customer: Named;
}

/** What has been done to a group besides its rules. */
type Deed = "created" | "updated" | "deleted";

const messages: Readonly<Record<Deed, (name: string) => string>> = {
  created: (name) => `Security group "${name}" has been created in the backend.`,
  updated: (name) => `Security group "${name}" has been updated`,
  deleted: (name) => `Security group "${name}" has been deleted`,
};

/** What has groups, as events call it. */
export type GroupUser = "instance" | "port" | "load_balancer";

const userTitles: Readonly<Record<GroupUser, readonly [title: string, resourceType: string]>> = {
  instance: ["instance", "OpenStack.Instance"],
  port: ["port", "OpenStack.Port"],
  load_balancer: ["load balancer", "OpenStack.LoadBalancer"],
};

/** The audit log. A task has the user who began it; what Waldur does by itself has none. */
export class Events {
  readonly #store: Surroundings;
  readonly #events: AuditEvent[] = [];

  constructor(store: Surroundings) {
    this.#store = store;
  }

  /** Newest first. */
  all(): readonly AuditEvent[] {
    return this.#events.toReversed();
  }

  group(deed: Deed, group: SecurityGroup, user: User | undefined): void {
    this.#add(`openstack_security_group_${deed}`, messages[deed](group.name), group, user, {});
  }

  /**
   * Records how the rules of a group changed, unless they did not.
   * @param trigger `user_action` for set_rules, `backend_sync` for what a pull found
   */
  rules(
    trigger: "user_action" | "backend_sync",
    group: SecurityGroup,
    before: readonly Rule[],
    user: User | undefined,
  ): void {
    const rows = new Map(before.map((rule) => [rule.id, rule]));
    const kept = new Set(group.rules.map(({ id }) => id));
    const added = group.rules.filter(({ id }) => !rows.has(id));
    const removed = before.filter(({ id }) => !kept.has(id));
    const modified = group.rules.flatMap((rule) => {
      const old = rows.get(rule.id);
      return old === undefined ? [] : this.#modified(old, rule);
    });
    if (added.length + removed.length + modified.length === 0) return;
    const counts = `${added.length} added, ${removed.length} removed, ${modified.length} modified.`;
    const message = `Security group "${group.name}" rules changed: ${counts}`;
    this.#add("openstack_security_group_rules_changed", message, group, user, {
      added_rules: added.map((rule) => this.#shown(rule)),
      removed_rules: removed.map((rule) => this.#shown(rule)),
      modified_rules: modified,
      added_count: added.length,
      removed_count: removed.length,
      modified_count: modified.length,
      trigger,
    });
  }

  /** Records which groups something got and lost by a request, unless it has the same as before. */
  attachments(
    kind: GroupUser,
    row: Resource,
    { before, after }: { readonly before: readonly string[]; readonly after: readonly string[] },
    user: User,
  ): void {
    const ref = (uuid: string) => ({ uuid, name: this.#store.groups.get(uuid)?.name ?? "" });
    const added = after.filter((uuid) => !before.includes(uuid)).map(ref);
    const removed = before.filter((uuid) => !after.includes(uuid)).map(ref);
    if (added.length + removed.length === 0) return;
    const [title, resource_type] = userTitles[kind];
    const message = `Security groups on ${title} "${row.name}" changed: ${added.length} added, ${removed.length} removed.`;
    const context = {
      [`${kind}_uuid`]: row.uuid,
      [`${kind}_name`]: row.name,
      resource_type,
      added_security_groups: added,
      removed_security_groups: removed,
      added_count: added.length,
      removed_count: removed.length,
      trigger: "user_action",
    };
    this.#push(`openstack_${kind}_security_groups_changed`, message, row, user, context);
  }

  #modified(old: Rule, rule: Rule): object[] {
    const [from, to] = [this.#shown(old), this.#shown(rule)];
    const changed = Object.keys(from).filter((field) => !isDeepStrictEqual(from[field], to[field]));
    const changed_fields = changed.filter((field) => field !== "remote_group_name");
    return changed_fields.length === 0 ? [] : [{ old: from, new: to, changed_fields }];
  }

  #shown({ values: { remote_group, ...values } }: Rule): Record<string, unknown> {
    const named = remote_group === null ? undefined : this.#store.groups.get(remote_group);
    return { ...values, remote_group_uuid: remote_group, remote_group_name: named?.name ?? null };
  }

  #add(type: string, message: string, group: SecurityGroup, user: User | undefined, more: object): void {
    const context = {
      security_group_uuid: group.uuid,
      security_group_name: group.name,
      resource_type: "OpenStack.SecurityGroup",
      ...more,
    };
    this.#push(type, message, group, user, context);
  }

  #push(type: string, message: string, about: Resource, user: User | undefined, more: object): void {
    const { project, customer } = this.#store;
    const context = {
      ...(user && {
        ip_address: "127.0.0.1",
        user_uuid: user.uuid,
        user_username: user.username,
        user_full_name: user.username,
      }),
      project_uuid: project.uuid,
      project_name: project.name,
      customer_uuid: customer.uuid,
      customer_name: customer.name,
      ...more,
    };
    const scopes = [about.uuid, about.tenant, project.uuid];
    this.#events.push({ uuid: newUuid(), created: timestamp(), type, message, context, scopes });
  }
}
