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

/** Services by the names that the presets of both clouds have. */
export const services = {
  // Access
  ssh: service(IANA, tcp(22)),
  rdp: service(IANA, tcp(3389), udp(3389)),
  winrm: service("Windows Remote Management documentation (HTTP and HTTPS listeners)", tcp("5985-5986")),
  vnc: service("RFC 6143; displays 0 to 9", tcp("5900-5909")),
  // Web
  http: service(IANA, tcp(80)),
  https: service(IANA, tcp(443)),
  // Network
  dns: service(IANA, tcp(53), udp(53)),
  dhcp: service(`${IANA}: bootps, bootpc`, udp("67-68")),
  ntp: service(IANA, udp(123)),
  syslog: service(`${IANA}: syslog, syslog-tls`, udp(514), tcp(6514)),
  snmp: service(`${IANA}: snmp, snmptrap`, udp("161-162")),
  // Mail
  smtp: service(IANA, tcp(25)),
  smtps: service(`${IANA}: submissions (RFC 8314)`, tcp(465)),
  submission: service(IANA, tcp(587)),
  imap: service(IANA, tcp(143)),
  imaps: service(IANA, tcp(993)),
  pop3s: service(IANA, tcp(995)),
  // Directories and files
  ldap: service(IANA, tcp(389), udp(389)),
  ldaps: service(IANA, tcp(636)),
  kerberos: service(`${IANA}: kerberos, kpasswd`, tcp(88, 464), udp(88, 464)),
  ftp: service(`${IANA}: control connection; data connections need their own ports`, tcp(21)),
  nfs: service(`${IANA}: NFS version 4, which needs no other port`, tcp(2049)),
  smb: service(`${IANA}: microsoft-ds`, tcp(445)),
  // Databases
  mysql: service(IANA, tcp(3306)),
  postgresql: service(IANA, tcp(5432)),
  mssql: service(`${IANA}: ms-sql-s`, tcp(1433)),
  oracle: service("Oracle Net Services documentation, listener", tcp(1521)),
  mongodb: service(IANA, tcp(27017)),
  redis: service(IANA, tcp(6379)),
  memcached: service(IANA, tcp(11211)),
  elasticsearch: service("Elasticsearch documentation: HTTP and transport", tcp(9200, 9300)),
  cassandra: service("Apache Cassandra documentation: storage, TLS storage, CQL", tcp("7000-7001", 9042)),
  etcd: service(`${IANA}: etcd-client, etcd-server`, tcp("2379-2380")),
  // Messages
  kafka: service("Apache Kafka documentation, listeners", tcp(9092)),
  rabbitmq: service("RabbitMQ documentation: AMQP with and without TLS", tcp("5671-5672")),
  nats: service("NATS documentation: clients", tcp(4222)),
  mqtt: service(IANA, tcp(1883)),
  mqtts: service(`${IANA}: secure-mqtt`, tcp(8883)),
  // Coordination
  zookeeper: service("Apache ZooKeeper documentation: clients, followers, election", tcp(2181, 2888, 3888)),
  consul: service(
    "Consul documentation: RPC, gossip, HTTP, DNS",
    tcp("8300-8302", 8500, 8600),
    udp("8301-8302", 8600),
  ),
  vault: service("Vault documentation: API and cluster", tcp("8200-8201")),
  // Containers
  kubernetesApi: service("Kubernetes documentation, ports and protocols", tcp(6443)),
  kubelet: service("Kubernetes documentation, ports and protocols", tcp(10250)),
  nodePorts: service(
    "Kubernetes documentation, default range of NodePort services",
    tcp("30000-32767"),
    udp("30000-32767"),
  ),
  dockerTls: service(`${IANA}: docker-s`, tcp(2376)),
  // Monitoring
  prometheus: service("Prometheus documentation", tcp(9090)),
  nodeExporter: service("Prometheus documentation, node exporter", tcp(9100)),
  grafana: service("Grafana documentation", tcp(3000)),
  // Tunnels
  wireguard: service("wg-quick documentation", udp(51820)),
  openvpn: service(IANA, udp(1194), tcp(1194)),
  ipsec: service(`${IANA}: isakmp, ipsec-nat-t; protocol numbers 50, 51`, udp(500, 4500), [
    { protocol: "esp" },
    { protocol: "ah" },
  ]),
  traceroute: service(
    "traceroute(8): base port and one for each of 30 hops with 3 probes",
    udp("33434-33523"),
  ),
} as const satisfies Record<string, Service>;

export type ServiceName = keyof typeof services;

/** All of them, in the order of the table. */
export const serviceNames = Object.keys(services) as ServiceName[];

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
