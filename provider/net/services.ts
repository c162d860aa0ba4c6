/** What a service listens on: a transport protocol with ports, or a protocol of its own without. */
export interface ServicePort {
  protocol: "tcp" | "udp" | "esp" | "ah";
  /** One port, or `from-to`. */
  ports?: number | `${number}-${number}`;
}

export interface Service {
  listens: readonly ServicePort[];
  /** Where the numbers come from. */
  source: string;
}

const IANA = "IANA service name and port number registry";

const tcp = (...ports: NonNullable<ServicePort["ports"]>[]): ServicePort[] =>
  ports.map((one) => ({ protocol: "tcp", ports: one }));
const udp = (...ports: NonNullable<ServicePort["ports"]>[]): ServicePort[] =>
  ports.map((one) => ({ protocol: "udp", ports: one }));
const service = (source: string, ...listens: ServicePort[][]): Service => ({
  source,
  listens: listens.flat(),
});

/** Services by the names that the presets of both clouds have. Editors show what is written above each. */
export const services = {
  // Access
  /** tcp 22. */
  ssh: service(IANA, tcp(22)),
  /** tcp 3389 and udp 3389. */
  rdp: service(IANA, tcp(3389), udp(3389)),
  /** tcp 5985-5986. */
  winrm: service("Windows Remote Management documentation (HTTP and HTTPS listeners)", tcp("5985-5986")),
  /** tcp 5900-5909. */
  vnc: service("RFC 6143; displays 0 to 9", tcp("5900-5909")),
  // Web
  /** tcp 80. */
  http: service(IANA, tcp(80)),
  /** tcp 443. */
  https: service(IANA, tcp(443)),
  // Network
  /** tcp 53 and udp 53. */
  dns: service(IANA, tcp(53), udp(53)),
  /** udp 67-68. */
  dhcp: service(`${IANA}: bootps, bootpc`, udp("67-68")),
  /** udp 123. */
  ntp: service(IANA, udp(123)),
  /** udp 514 and tcp 6514. */
  syslog: service(`${IANA}: syslog, syslog-tls`, udp(514), tcp(6514)),
  /** udp 161-162. */
  snmp: service(`${IANA}: snmp, snmptrap`, udp("161-162")),
  // Mail
  /** tcp 25. */
  smtp: service(IANA, tcp(25)),
  /** tcp 465. */
  smtps: service(`${IANA}: submissions (RFC 8314)`, tcp(465)),
  /** tcp 587. */
  submission: service(IANA, tcp(587)),
  /** tcp 143. */
  imap: service(IANA, tcp(143)),
  /** tcp 993. */
  imaps: service(IANA, tcp(993)),
  /** tcp 995. */
  pop3s: service(IANA, tcp(995)),
  // Directories and files
  /** tcp 389 and udp 389. */
  ldap: service(IANA, tcp(389), udp(389)),
  /** tcp 636. */
  ldaps: service(IANA, tcp(636)),
  /** tcp 88, 464 and udp 88, 464. */
  kerberos: service(`${IANA}: kerberos, kpasswd`, tcp(88, 464), udp(88, 464)),
  /** tcp 21. */
  ftp: service(`${IANA}: control connection; data connections need their own ports`, tcp(21)),
  /** tcp 2049. */
  nfs: service(`${IANA}: NFS version 4, which needs no other port`, tcp(2049)),
  /** tcp 445. */
  smb: service(`${IANA}: microsoft-ds`, tcp(445)),
  // Databases
  /** tcp 3306. */
  mysql: service(IANA, tcp(3306)),
  /** tcp 5432. */
  postgresql: service(IANA, tcp(5432)),
  /** tcp 1433. */
  mssql: service(`${IANA}: ms-sql-s`, tcp(1433)),
  /** tcp 1521. */
  oracle: service("Oracle Net Services documentation, listener", tcp(1521)),
  /** tcp 27017. */
  mongodb: service(IANA, tcp(27017)),
  /** tcp 6379. */
  redis: service(IANA, tcp(6379)),
  /** tcp 11211. */
  memcached: service(IANA, tcp(11211)),
  /** tcp 9200, 9300. */
  elasticsearch: service("Elasticsearch documentation: HTTP and transport", tcp(9200, 9300)),
  /** tcp 7000-7001, 9042. */
  cassandra: service("Apache Cassandra documentation: storage, TLS storage, CQL", tcp("7000-7001", 9042)),
  /** tcp 2379-2380. */
  etcd: service(`${IANA}: etcd-client, etcd-server`, tcp("2379-2380")),
  // Messages
  /** tcp 9092. */
  kafka: service("Apache Kafka documentation, listeners", tcp(9092)),
  /** tcp 5671-5672. */
  rabbitmq: service("RabbitMQ documentation: AMQP with and without TLS", tcp("5671-5672")),
  /** tcp 4222. */
  nats: service("NATS documentation: clients", tcp(4222)),
  /** tcp 1883. */
  mqtt: service(IANA, tcp(1883)),
  /** tcp 8883. */
  mqtts: service(`${IANA}: secure-mqtt`, tcp(8883)),
  // Coordination
  /** tcp 2181, 2888, 3888. */
  zookeeper: service("Apache ZooKeeper documentation: clients, followers, election", tcp(2181, 2888, 3888)),
  /** tcp 8300-8302, 8500, 8600 and udp 8301-8302, 8600. */
  consul: service(
    "Consul documentation: RPC, gossip, HTTP, DNS",
    tcp("8300-8302", 8500, 8600),
    udp("8301-8302", 8600),
  ),
  /** tcp 8200-8201. */
  vault: service("Vault documentation: API and cluster", tcp("8200-8201")),
  // Containers
  /** tcp 6443. */
  kubernetesApi: service("Kubernetes documentation, ports and protocols", tcp(6443)),
  /** tcp 10250. */
  kubelet: service("Kubernetes documentation, ports and protocols", tcp(10250)),
  /** tcp 30000-32767 and udp 30000-32767. */
  nodePorts: service(
    "Kubernetes documentation, default range of NodePort services",
    tcp("30000-32767"),
    udp("30000-32767"),
  ),
  /** tcp 2376. */
  dockerTls: service(`${IANA}: docker-s`, tcp(2376)),
  // Monitoring
  /** tcp 9090. */
  prometheus: service("Prometheus documentation", tcp(9090)),
  /** tcp 9100. */
  nodeExporter: service("Prometheus documentation, node exporter", tcp(9100)),
  /** tcp 3000. */
  grafana: service("Grafana documentation", tcp(3000)),
  // Tunnels
  /** udp 51820. */
  wireguard: service("wg-quick documentation", udp(51820)),
  /** udp 1194 and tcp 1194. */
  openvpn: service(IANA, udp(1194), tcp(1194)),
  /** udp 500, 4500, esp and ah. */
  ipsec: service(`${IANA}: isakmp, ipsec-nat-t; protocol numbers 50, 51`, udp(500, 4500), [
    { protocol: "esp" },
    { protocol: "ah" },
  ]),
  /** udp 33434-33523. */
  traceroute: service(
    "traceroute(8): base port and one for each of 30 hops with 3 probes",
    udp("33434-33523"),
  ),
} as const satisfies Record<string, Service>;

export type ServiceName = keyof typeof services;

/** All of them, in the order of the table. */
export const serviceNames = Object.keys(services) as ServiceName[];

/** One function a service: `allow.https()`, `allow.ssh({ from })`. */
export type ServicePresets<Args, Rule> = {
  readonly [Name in keyof typeof services]: (args?: Args) => Rule[];
};

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
