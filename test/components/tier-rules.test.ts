import { type TierArgs, tierRules } from "../../components/tier-rules";

const known = (text: unknown) => (typeof text === "string" ? text : "(unknown)");

/** `ingress https from anywhere`, tier by tier. */
function formatPhrase(tiers: Record<string, TierArgs>): Record<string, string[]> {
  const { rules, problems } = tierRules(tiers);
  expect(problems).toEqual([]);
  const lines = [...rules].map(([tier, own]) => {
    const words = own.map(({ direction, traffic, peer }) => {
      const what = typeof traffic === "string" ? traffic : `${traffic.protocol} ${traffic.ports}`;
      const end = typeof peer === "string" ? peer : known(Object.values(peer)[0]);
      return `${direction} ${what} ${direction === "ingress" ? "from" : "to"} ${end}`;
    });
    return [tier, words] as const;
  });
  return Object.fromEntries(lines);
}

test("three tiers: each lets in whom it names, and may go anywhere", () => {
  const lines = formatPhrase({
    web: { offers: [{ https: true, fromAnywhere: true }] },
    app: { offers: [{ tcp: ["8080"], fromTiers: ["web"] }] },
    database: {
      offers: [
        { postgresql: true, fromTiers: ["app"] },
        { ssh: true, fromCidrs: ["10.0.0.0/8"] },
      ],
    },
  });
  expect(lines).toEqual({
    web: ["ingress https from anywhere", "egress all to anywhere"],
    app: ["ingress tcp 8080 from web", "egress all to anywhere"],
    database: ["ingress postgresql from app", "ingress ssh from 10.0.0.0/8", "egress all to anywhere"],
  });
});

test("a tier with egress of its own reaches just that and what other tiers offer it", () => {
  const lines = formatPhrase({
    web: { egress: [{ dns: true, toCidrs: ["192.0.2.53/32"] }] },
    app: {
      offers: [
        { tcp: ["8080"], fromTiers: ["web"] },
        { tcp: ["7946"], fromMembers: true },
      ],
      egress: [],
    },
    database: { offers: [{ postgresql: true, fromAnywhere: true, fromTiers: ["app", "web"] }], egress: [] },
  });
  expect(lines).toEqual({
    web: ["egress tcp 8080 to app", "egress postgresql to database", "egress dns to 192.0.2.53/32"],
    app: [
      "ingress tcp 8080 from web",
      "ingress tcp 7946 from members",
      "egress tcp 7946 to members",
      "egress postgresql to database",
    ],
    database: [
      "ingress postgresql from anywhere",
      "ingress postgresql from app",
      "ingress postgresql from web",
    ],
  });
});

test("tiers that name each other, and themselves", () => {
  const lines = formatPhrase({
    left: { offers: [{ http: true, fromTiers: ["right", "left"] }], egress: [] },
    right: { offers: [{ redis: true, fromTiers: ["left"] }], egress: [] },
  });
  expect(lines).toEqual({
    left: [
      "ingress http from right",
      "ingress http from members",
      "egress http to members",
      "egress redis to right",
    ],
    right: ["ingress redis from left", "egress http to left"],
  });
});

test.each<[string, Record<string, TierArgs>, string[]]>([
  ["no tiers", {}, ["tiers is empty: name at least one"]],
  [
    "a misspelled tier",
    { web: {}, app: { offers: [{ tcp: ["8080"], fromTiers: ["wbe"] }] } },
    ["tiers.app.offers[0] names the tier wbe, which does not exist: there are web, app"],
  ],
  [
    "an offer without a client",
    { web: { offers: [{ https: true }] } },
    ["tiers.web.offers[0] names no source: set one, such as fromAnywhere or fromCidrs"],
  ],
  [
    "egress to nowhere",
    { web: { egress: [{ https: true }] } },
    ["tiers.web.egress[0] names no destination: set one, such as toAnywhere or toCidrs"],
  ],
  [
    "a former name that is in use",
    { web: {}, frontend: { renamedFrom: "web" } },
    ["tiers.frontend.renamedFrom is web, which is still a tier: leave one of them out"],
  ],
])("refused: %s", (_what, tiers, problems) => {
  expect(tierRules(tiers).problems).toEqual(problems);
});

test.each([undefined, null])(
  "egress that is given and %s is refused: left out, it is everything",
  (egress) => {
    const tiers = { web: { egress } } as unknown as Record<string, TierArgs>;
    expect(tierRules(tiers).problems.join()).toMatch(
      /^tiers\.web\.egress .*leave it out to allow everything$/,
    );
  },
);
