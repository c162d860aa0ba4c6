import { z } from "zod";

/** What can be set on the Waldur emulator, at the start and while it runs. Without any, it is the server of the recordings. */
export const waldurSwitches = z.strictObject({
  /**
   * `2024` is the server of the recordings. `2026` spells states as constants (`CREATION_SCHEDULED`, `ERRED`), knows
   * `set_ok`, `set_erred`, `customer_uuid` and personal access tokens (`Bearer w_…`), has no `uuid` filter, refuses
   * short CIDRs and resets an omitted direction or ethertype of a rule with an id.
   */
  release: z.enum(["2024", "2026"]).default("2024"),
  /** `documented` answers set_rules, pull and delete as the API document says (200, 202, 204 without a body). */
  statusCodes: z.enum(["real", "documented"]).default("real"),
  /** Takes IANA protocol numbers ("0" to "255"), as servers from 2026-05-28 on do. */
  numericProtocols: z.boolean().default(false),
  /** Milliseconds between the acceptance of a change and the start of its task. */
  delay: z.int().min(0).default(2000),
  /** Milliseconds that each call to OpenStack takes. */
  openstackCallTime: z.int().min(0).default(0),
  /** Whether the asynchronous worker runs; tasks that are due wait for it. */
  worker: z.boolean().default(true),
  /** How many tasks the worker takes side by side: 1 as the recorded server did; null is all that are due. */
  workers: z.int().min(1).nullable().default(null),
  /** Seconds a token lives after its last use; null is for ever. */
  tokenLifetime: z.int().min(1).nullable().default(null),
  /** Returns the rules of a group in another order at every read. */
  shuffleRules: z.boolean().default(false),
  /** Milliseconds for which reads still show the state before a write, as from a database replica. */
  staleReads: z.int().min(0).default(0),
  /** The largest page a list gives, whatever `page_size` asks for. */
  pageCap: z.int().min(1).default(300),
  /** Redirects a path without its trailing slash (301); else it is not found. */
  slashRedirect: z.boolean().default(true),
});
export type WaldurSwitches = z.output<typeof waldurSwitches>;
