/** Protocols of the API and their IANA numbers. */
export const protocolNumbers = {
  TCP: 6,
  UDP: 17,
  ICMP: 1,
  SCTP: 132,
  ESP: 50,
  AH: 51,
  IPIP: 4,
  GRE: 47,
} as const;

export type Protocol = keyof typeof protocolNumbers;

/** Protocols whose packets have ports. */
export const protocolsWithPorts: readonly string[] = ["TCP", "UDP", "SCTP"] satisfies Protocol[];
