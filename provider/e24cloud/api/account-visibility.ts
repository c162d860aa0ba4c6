import { SecurityGroupsError } from "../../errors";
import type { E24cloudClient } from "./client";
import type { Group, Owner } from "./schema";
import { mayBeNoSuchRoute } from "./refusals";

/** What a session has to answer that with. */
interface Sources {
  readonly client: E24cloudClient;
  readonly list: () => Promise<readonly Group[]>;
}

/**
 * A server shows nobody the groups of others: a group that is missing may be gone, or may be another account's. It counts as
 * gone only where the account of the settings is its owner's, or sees other groups of the same owner.
 */
export class AccountVisibility {
  private user: Promise<string | undefined> | undefined;

  constructor(private readonly sources: Sources) {}

  /**
   * @param owner of the group, as state has it
   * @throws {SecurityGroupsError} where a group that does not show may be another account's
   */
  async requireGone(id: string, owner: Owner | undefined): Promise<void> {
    if (owner !== undefined && ((await this.userId()) === owner.id || (await this.showsGroupOf(owner))))
      return;
    const whose =
      owner === undefined ? "the account that created it" : `its owner, ${owner.name ?? owner.id}`;
    throw new SecurityGroupsError(
      `the server does not show the group ${id} to the account of the settings, which may not be that of ${whose}: so it ` +
        "does not count as deleted. Set e24cloud:apiKey and e24cloud:apiSecret to those of that account, and run pulumi up " +
        "first, since a refresh and a destroy use the settings of the last pulumi up. If the group is really deleted, remove " +
        "it from state with pulumi state delete",
    );
  }

  private async showsGroupOf({ id }: Owner): Promise<boolean> {
    return (await this.sources.list()).some(({ owner }) => owner?.id === id);
  }

  /** Asked for once; undefined where the server does not say. */
  private async userId(): Promise<string | undefined> {
    this.user ??= this.sources.client.userId().catch((error: unknown) => {
      if (mayBeNoSuchRoute(error)) return undefined;
      this.user = undefined;
      throw error;
    });
    return this.user;
  }
}
