import { nearest } from "../../../provider/text/nearest";

test.each([
  ["port", ["protocol", "ports", "fromPort"], "ports"],
  ["tpc", ["icmp", "udp", "tcp", "esp"], "tcp"],
  ["apiURL", ["apiUrl", "token"], "apiUrl"],
  ["pollIntervall", ["maxConnections", "pollInterval"], "pollInterval"],
  ["rulez", ["name", "rules"], "rules"],
  ["postgres", ["postgresql", "http"], "postgresql"],
  ["color", ["name", "rules"], undefined],
  ["t", ["tcp", "udp"], undefined],
] as const)("%s of %j is %s", (given, words, meant) => expect(nearest(given, words)).toBe(meant));
