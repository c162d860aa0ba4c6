import { type Service, type ServiceName, type ServicePort, services } from "../net/services";

/** One function a service: `allow.https()`, `allow.ssh({ from })`. */
export type ServicePresets<Args, Rule> = { readonly [Name in ServiceName]: (args?: Args) => Rule[] };

/** The presets of one cloud, made from the table of services by what turns a port and its ends into rules. */
export function servicePresets<Args, Rule>(
  rules: (listens: ServicePort, args: Args | undefined) => Rule[],
): ServicePresets<Args, Rule> {
  const preset =
    ({ listens }: Service) =>
    (args?: Args) =>
      listens.flatMap((port) => rules(port, args));
  const named = Object.entries(services).map(([name, service]) => [name, preset(service)] as const);
  return Object.fromEntries(named) as ServicePresets<Args, Rule>;
}

/** Sources and destinations of a preset's rules. */
export interface Ends<Peer> {
  /**
   * Sources, which make ingress rules: `"10.0.0.0/8"`, a group, or a list of them. An empty value is refused: where one may be
   * missing and anywhere is meant then, write `?? anywhere`.
   * @default anywhere, unless `to` is given
   */
  from?: Peer | readonly Peer[];
  /** Destinations, which make egress rules: `"192.0.2.53/32"`, a group, or a list of them. @default no egress rules */
  to?: Peer | readonly Peer[];
}

/** The ends one by one, each with the direction of its rule. */
export function directed<Peer>(
  { from, to }: Ends<Peer>,
  otherwise: Ends<Peer>,
): { inward: boolean; peer: Peer }[] {
  if (from === undefined && to === undefined) return directed(otherwise, otherwise);
  return [
    ...list(from).map((peer) => ({ inward: true, peer })),
    ...list(to).map((peer) => ({ inward: false, peer })),
  ];
}

function list<T>(one: T | readonly T[] | null | undefined): readonly T[] {
  // One end may be empty where the other is given.
  return one === undefined || one === null || one === "" ? [] : isList(one) ? one : [one];
}

function isList<T>(one: T | readonly T[]): one is readonly T[] {
  return Array.isArray(one);
}
