import type { Question } from "../analysis/question";
import type { ServiceName } from "../provider/net/services";

/** What an intent is about. Of several protocols, all are meant; without any, it is all traffic. */
export interface IntentTraffic {
  /** All that a service listens on, such as `"postgresql"`, by the names that presets have. @default not limited to one */
  service?: ServiceName | "ping";
  /** A port of TCP, or `"from-to"`. @default not limited to one */
  tcp?: number | string;
  /** A port of UDP, or `"from-to"`. @default not limited to one */
  udp?: number | string;
  /** A type of ICMP, or of ICMPv6 with IPv6 addresses; with or without a code. @default not limited to one */
  icmp?: number | { type: number; code?: number };
  /** An IANA protocol number with all its ports. @default every protocol, where no other field names one */
  protocol?: number;
  /** Only one address family. @default that of a network, else both, and IPv4 for what must be reachable */
  ethertype?: "IPv4" | "IPv6";
}

/** How strictly an intent is meant. */
export interface IntentOptions {
  /** Whether a broken intent fails a preview and an update, or only warns. @default "error" */
  level?: "error" | "warn";
  /**
   * What happens to an intent of which it is not known yet whether it holds: because of values that only `pulumi up` shows, or
   * because a rule is about a network in which a server may have its address. After an update only the addresses of
   * servers may still be unknown.
   * @default "warn"
   */
  unknown?: "error" | "warn" | "ignore";
}

/** An intent without its ends. */
export interface IntentBody extends IntentTraffic, IntentOptions {
  /** Traffic that is left out: `{ from: "world", to: shop, except: [{ service: "https" }] }`. @default nothing */
  except?: readonly IntentTraffic[];
}

/** All intents as they were read, with ends of any kind. */
export interface ReadIntent<End> {
  readonly kind: "never" | "always";
  /** Where it is, for messages: `never[2]`. */
  readonly place: string;
  readonly from: End;
  readonly to: End;
  readonly question: Question;
  readonly except: readonly Question[];
  readonly indirect: boolean;
  readonly level: "error" | "warn";
  readonly unknown: "error" | "warn" | "ignore";
}
