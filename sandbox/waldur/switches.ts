/** Releases of Waldur, the newest first. */
export const releases = ["2026", "2024-10"] as const;

/** What can be set on the Waldur emulator, at the start and while it runs. Without any, it is the newest server. */
export interface WaldurSwitches {
  /**
   * `2026` is the newest. `2024-10` is the server of the recordings: it writes states as words (`Creation Scheduled`, `Erred`) and times
   * with `Z`, knows three protocols, filters by `uuid`, takes short CIDRs, keeps an omitted direction or ethertype of a rule with an
   * id, and has no `set_ok`, `set_erred`, `customer_uuid`, `instance_count`, personal access tokens and records of changed rules.
   */
  release: (typeof releases)[number];
  /** `documented` answers set_rules, pull and delete as the API document says (200, 202, 204 without a body). */
  statusCodes: "real" | "documented";
  /**
   * Takes IANA protocol numbers ("0" to "255"), as servers from 2026-05-28 on do, and shows `instance_count` of groups. null is as the release
   * does.
   */
  numericProtocols: boolean | null;
  /** OpenStack keeps protocol 58 over IPv6 as it was sent, by its source, and makes `ipv6-icmp` of `icmp` alone; else of both. */
  keepsIcmpNumber: boolean;
  /** Milliseconds between the acceptance of a change and the start of its task. */
  delay: number;
  /** Milliseconds that each call to OpenStack takes. */
  openstackCallTime: number;
  /** Whether the asynchronous worker runs; tasks that are due wait for it. */
  worker: boolean;
  /** How many tasks the worker takes side by side: 1 as the recorded server did; null is all that are due. */
  workers: number | null;
  /** Seconds a token lives after its last use; null means unlimited. */
  tokenLifetime: number | null;
  /** Networks that personal access tokens are listed with; nothing is any. The emulator does not refuse other ones. */
  tokenNetworks: readonly string[];
  /** Returns the rules of a group in another order at every read. */
  shuffleRules: boolean;
  /** Milliseconds for which reads still show the state before a write, as from a database replica. */
  staleReads: number;
  /** Milliseconds that a list takes for each field of each thing in it. */
  fieldTime: number;
  /** The largest page a list gives, whatever `page_size` asks for. */
  pageCap: number;
  /** Redirects a path without its trailing slash (301); else it is not found. */
  slashRedirect: boolean;
}

/** Whether the server takes protocol numbers. */
export const takesNumbers = ({ release, numericProtocols }: WaldurSwitches): boolean =>
  numericProtocols ?? release === "2026";
