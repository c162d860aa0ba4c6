import type * as pulumi from "@pulumi/pulumi";
import type { services } from "../provider/net/services";

/** A flag for each service that the presets know: `https: true`. */
type ServiceFlags = { [Name in keyof typeof services]?: boolean };

/** What passes: services by their names, ports, or everything. Name at least one. */
export interface TrafficArgs extends ServiceFlags {
  /** Ports of TCP, each `8080`, `"8080"` or `"9100-9104"`. @default none */
  tcp?: (number | string)[];
  /** Ports of UDP, each `514`, `"514"` or `"33434-33523"`. @default none */
  udp?: (number | string)[];
  /** Echo requests; the replies need no rule of their own. @default false */
  ping?: boolean;
  /** Every protocol and port. @default false */
  everything?: boolean;
  /** Stored with the rules where the cloud can do so. @default none */
  description?: pulumi.Input<string>;
}

/** Who may open connections, and to what. Name at least one source. */
export interface IngressArgs extends TrafficArgs {
  /** The whole world, IPv4 and IPv6. @default false */
  fromAnywhere?: boolean;
  /** Networks such as `10.0.0.0/8` or `2001:db8::/32`. @default none */
  fromCidrs?: pulumi.Input<string>[];
  /** Servers of the same group. @default false */
  fromMembers?: boolean;
}

/** Where connections may go, and to what. Name at least one destination. */
export interface EgressArgs extends TrafficArgs {
  /** The whole world, IPv4 and IPv6. @default false */
  toAnywhere?: boolean;
  /** Networks such as `10.0.0.0/8` or `2001:db8::/32`. @default none */
  toCidrs?: pulumi.Input<string>[];
  /** Servers of the same group. @default false */
  toMembers?: boolean;
}
