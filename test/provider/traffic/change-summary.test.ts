import { parseCidr } from "../../../provider/net/ranges";
import { remoteCidr, remoteGroup, traffic } from "../../../provider/traffic/traffic";
import type { KeyedTraffic } from "../../../provider/traffic/explain";
import { formatTraffic, summaryLine, changeSummary } from "../../../provider/traffic/format";

/** A rule, by what it allows. */
function tcp(ports: number | { from: number; to: number }, network?: string): KeyedTraffic {
  const cidr = network === undefined ? undefined : parseCidr(network);
  if (cidr && "problem" in cidr) throw new Error(cidr.message);
  const remote = cidr && remoteCidr(cidr);
  return rule([traffic({ direction: "ingress", family: "IPv4", protocol: 6, ports, remote })]);
}

const rule = (allowed: KeyedTraffic["traffic"]): KeyedTraffic => ({
  key: formatTraffic(allowed).join(),
  traffic: allowed,
});

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
  const remote = remoteGroup("abc");
  const group = rule([traffic({ direction: "egress", family: "IPv4", protocol: 17, ports: 53, remote })]);
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
  const summary = changeSummary([], many, true);
  expect(summary.opens).toHaveLength(20);
  expect(summaryLine("web:", summary)).toMatch(/ and 8 more; closes nothing/);
});

describe("what is not known", () => {
  const everything = [
    traffic({ direction: "ingress", family: "IPv4" }),
    traffic({ direction: "ingress", family: "IPv6" }),
  ];
  const all: KeyedTraffic = { key: "ingress all from 10.0.0.0/8", traffic: [], possible: everything };
  const ipv6 = rule([traffic({ direction: "ingress", family: "IPv6", protocol: 6, ports: 22 })]);
  /** As at e24cloud, where any address may admit IPv6. */
  const any: KeyedTraffic = {
    key: "ingress tcp 22 from anywhere",
    traffic: tcp(22).traffic,
    possible: [...tcp(22).traffic, ...ipv6.traffic],
  };
  const line = (old: KeyedTraffic[], wanted: KeyedTraffic[]) =>
    summaryLine("web:", changeSummary(old, wanted, true));

  test("nothing counts as closed or opened for certain while a rule may allow everything", () => {
    expect(line([all, tcp(22, "10.0.0.0/8")], [all, tcp(443)])).toBe(
      "web: opens nothing; closes nothing; may open tcp 443 from 0.0.0.0/0; may close tcp 22 from 10.0.0.0/8, " +
        'as it is not known what "ingress all from 10.0.0.0/8" allows; gap-free',
    );
  });

  test("a group that is about to be created is called new", () => {
    const from = (family: string, peer: string) => ({
      key: `ingress ${family} tcp 5432 from group (unknown ${peer})`,
      traffic: [],
      possible: all.possible ?? all.traffic,
    });
    expect(line([], [from("IPv4", "app"), from("IPv6", "app")])).toBe(
      "web: opens tcp 5432 from app (new); closes nothing; gap-free",
    );
    expect(line([], [from("IPv4", "app"), from("IPv4", "1")])).toBe(
      "web: opens tcp 5432 from app (new) over IPv4 and what " +
        '"ingress IPv4 tcp 5432 from group (unknown 1)" allows, which is not known; closes nothing; gap-free',
    );
    const hidden = { peers: true, ports: false };
    const secret = summaryLine("web:", changeSummary([], [from("IPv4", "app")], true, { hidden }));
    expect(secret).not.toContain("app");
  });

  test("a rule that goes or comes is named", () => {
    expect(line([all], [])).toBe(
      'web: opens nothing; closes what "ingress all from 10.0.0.0/8" allows, which is not known; gap-free',
    );
    expect(line([], [all])).toMatch(
      /^web: opens what "ingress all from 10\.0\.0\.0\/8" allows, which is not/,
    );
    const hidden = { peers: true, ports: false };
    const secret = summaryLine("web:", changeSummary([all, tcp(22)], [all], true, { hidden }));
    expect(secret).toContain("may close tcp 22, as it is not known what a rule with unknown values allows");
  });

  test("any address may admit IPv6, and may not", () => {
    expect(line([any], [])).toBe("web: opens nothing; closes tcp 22 from anywhere; gap-free");
    expect(line([], [any])).toBe("web: opens tcp 22 from anywhere; closes nothing; gap-free");
    expect(line([any, ipv6], [ipv6])).toBe("web: opens nothing; closes tcp 22 from 0.0.0.0/0; gap-free");
    const doubt = "as it is not known whether any address admits IPv6; gap-free";
    expect(line([any, ipv6], [any])).toBe(
      `web: opens nothing; closes nothing; may close tcp 22 from ::/0, ${doubt}`,
    );
    expect(line([any], [any, ipv6])).toBe(
      `web: opens nothing; closes nothing; may open tcp 22 from ::/0, ${doubt}`,
    );
    expect(line([any], [any, tcp(443)])).toBe("web: opens tcp 443 from 0.0.0.0/0; closes nothing; gap-free");
  });
});
