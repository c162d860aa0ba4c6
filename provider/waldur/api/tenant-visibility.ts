import { undefinedIfNotFound } from "../../http/errors";
import type { WaldurClient } from "./client";
import { GroupFailure } from "./failures";

/** Milliseconds for which the sight of a tenant proves that what is missing in it is gone. */
const SIGHT = 20_000;

/**
 * Waldur answers 404 both for what is gone and for what the token's user may not see. Only where the same user sees the
 * tenant can a group of it count as gone.
 */
export class HiddenError extends GroupFailure {
  override readonly name = "HiddenError";
  override readonly isCredential = true;

  constructor(what: string) {
    super(
      `Waldur answers 404 for ${what}: the token's user may not see it, so nothing in it counts as deleted. A role may ` +
        "have expired, or the token may belong to another user",
      "Give the user a role in the tenant's project again, or set waldur:token to that of a user who has one, and run " +
        "pulumi again. If the whole tenant has been deleted, remove the resource from state with pulumi state delete.",
    );
  }
}

/** Whether the token's user sees a tenant: asked when something of it is missing, and once for all that is missing then. */
export class TenantVisibility {
  private asked: { readonly at: number; readonly answer: Promise<void> } | undefined;

  constructor(
    private readonly client: WaldurClient,
    private readonly tenant: string,
  ) {}

  /** @throws {HiddenError} where the tenant does not show */
  async require(): Promise<void> {
    const now = performance.now();
    if (this.asked === undefined || now - this.asked.at > SIGHT) {
      const answer = this.ask();
      const asked = { at: now, answer };
      this.asked = asked;
      answer.catch(() => {
        if (this.asked === asked) this.asked = undefined;
      });
    }
    await this.asked.answer;
  }

  private async ask(): Promise<void> {
    const tenant = await undefinedIfNotFound(this.client.getTenant(this.tenant));
    if (tenant === undefined) throw new HiddenError(`the tenant ${this.tenant}`);
  }
}
