import type * as pulumi from "@pulumi/pulumi";
import type { services } from "../provider/core/net/services";

/** A flag for each service that the presets know: `https: true`. */
type ServiceFlags = { [Name in keyof typeof services]?: boolean };

/** What passes: services by their names, ports, or everything. Name at least one. */
export interface TrafficArgs extends ServiceFlags {
  /** Ports of TCP, each `8080`, `"8080"` or `"9100-9104"`. */
  tcp?: (number | string)[];
  /** Ports of UDP, each `514`, `"514"` or `"33434-33523"`. */
  udp?: (number | string)[];
  /** Echo requests; the replies need no rule of their own. */
  ping?: boolean;
  /** Every protocol and port. */
  everything?: boolean;
  /** Stored with the rules where the cloud can do so. */
  description?: pulumi.Input<string>;
}

/** Who may open connections, and to what. Name at least one source. */
export interface IngressArgs extends TrafficArgs {
  /** The whole world, IPv4 and IPv6. */
  fromAnywhere?: boolean;
  /** Networks such as `10.0.0.0/8` or `2001:db8::/32`. */
  fromCidrs?: pulumi.Input<string>[];
  /** Servers of the same group. */
  fromMembers?: boolean;
}

/** Where connections may go, and to what. Name at least one destination. */
export interface EgressArgs extends TrafficArgs {
  /** The whole world, IPv4 and IPv6. */
  toAnywhere?: boolean;
  /** Networks such as `10.0.0.0/8` or `2001:db8::/32`. */
  toCidrs?: pulumi.Input<string>[];
  /** Servers of the same group. */
  toMembers?: boolean;
}
