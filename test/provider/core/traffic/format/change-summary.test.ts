import { parseCidr } from "../../../../../provider/core/net/cidr";
import { remoteCidr, remoteGroup, traffic } from "../../../../../provider/core/traffic/traffic";
import { summaryLine, changeSummary } from "../../../../../provider/core/traffic/format/change-summary";

const tcp = (ports: number | { from: number; to: number }, network?: string) => {
  const cidr = network === undefined ? undefined : parseCidr(network);
  if (cidr && "problem" in cidr) throw new Error(cidr.message);
  const remote = cidr && remoteCidr(cidr);
  return traffic({ direction: "ingress", family: "IPv4", protocol: 6, ports, remote });
};

test("a summary says what a change opens and closes, and whether there is a gap", () => {
  const summary = changeSummary([], [tcp(9100, "10.0.0.0/8")], true);
  expect(summaryLine("web:", summary)).toBe("web: opens tcp 9100 from 10.0.0.0/8; closes nothing; gap-free");
});

test("a gap comes with its reason", () => {
  const summary = changeSummary([tcp(80, "10.0.0.0/8")], [tcp(443, "10.0.0.0/8")], { why: "quota" });
  expect(summaryLine("web:", summary)).toBe(
    "web: opens tcp 443 from 10.0.0.0/8; closes tcp 80 from 10.0.0.0/8; not gap-free: quota",
  );
});

test("a change of words alone opens and closes nothing", () => {
  const summary = changeSummary([tcp(80), tcp(80, "10.0.0.0/8")], [tcp(80)], true);
  expect(summaryLine("web:", summary)).toBe("web: opens nothing; closes nothing; gap-free");
});

test("with secret rules no address and no group shows", () => {
  const group = traffic({
    direction: "egress",
    family: "IPv4",
    protocol: 17,
    ports: 53,
    remote: remoteGroup("abc"),
  });
  const summary = changeSummary([tcp(80, "10.0.0.0/8")], [tcp(443, "192.0.2.0/24"), group], true, {
    hidden: { peers: true, ports: false },
  });
  expect(summaryLine("web:", summary)).toBe("web: opens tcp 443 and egress udp 53; closes tcp 80; gap-free");
});

test("with secret ports none shows, those included that only the difference has", () => {
  const [old, wanted] = [
    [tcp({ from: 80, to: 90 }, "10.0.0.0/8")],
    [tcp({ from: 85, to: 90 }, "10.0.0.0/8"), tcp(22)],
  ];
  const hide = (peers: boolean) =>
    summaryLine("web:", changeSummary(old, wanted, true, { hidden: { peers, ports: true } }));
  expect(hide(false)).toBe("web: opens tcp from 0.0.0.0/0; closes tcp from 10.0.0.0/8; gap-free");
  expect(hide(true)).toBe("web: opens tcp; closes tcp; gap-free");
});

test("a long list is cut", () => {
  const many = Array.from({ length: 20 }, (_, n) => tcp(n + 1, `10.${n}.0.0/16`));
  const { opens } = changeSummary([], many, true);
  expect(opens).toHaveLength(20);
  expect(summaryLine("web:", { opens, closes: [], gapFree: true })).toMatch(/ and 8 more; closes nothing/);
});
