import * as waldur from "../../provider/waldur";
import { explain, lint, reachability } from "../../testing";
import { mockPulumi } from "./program";

let groups: Record<"web" | "app" | "database", waldur.SecurityGroup>;
beforeAll(async () => {
  await mockPulumi();
  const { allow } = waldur;
  const web = new waldur.SecurityGroup("web", { rules: [...allow.https(), ...allow.egress()] });
  const app = new waldur.SecurityGroup("app", {
    rules: [{ protocol: "tcp", ports: 8080, remoteGroup: web }, ...allow.egress({ to: "10.0.0.0/8" })],
  });
  const database = new waldur.SecurityGroup("database", {
    rules: [...allow.postgresql({ from: [web, "self"] }), ...allow.ssh(), ...allow.all({ to: "self" })],
  });
  groups = { web, app, database };
});

test("explain names the rule", async () => {
  expect(await explain(groups.web, { tcp: 443, from: "198.51.100.7" })).toEqual({
    allowed: "all",
    asked: ["tcp 443 from 198.51.100.7/32"],
    open: ["tcp 443 from 198.51.100.7/32"],
    closed: [],
    unknown: [],
    by: ["ingress IPv4 tcp 443 from 0.0.0.0/0"],
    perhapsBy: [],
    nearest: [],
  });
  expect(await explain({ waldur: [] }, { service: "dns", to: "192.0.2.53" })).toEqual({
    allowed: "nothing",
    asked: ["egress tcp 53 to 192.0.2.53/32", "egress udp 53 to 192.0.2.53/32"],
    open: [],
    closed: ["egress tcp 53 to 192.0.2.53/32", "egress udp 53 to 192.0.2.53/32"],
    unknown: [],
    by: [],
    perhapsBy: [],
    nearest: [],
  });
});

test("reachability draws the map of a program's groups", async () => {
  const map = await reachability(groups);
  expect(map.map(({ text }) => text)).toEqual([
    "anywhere -> web: tcp 443 (https)",
    "web -> web: tcp 443 (https)",
    "web -> anywhere: any",
    "web -> app: tcp 8080 over IPv4",
    "anywhere -> database: tcp 22 (ssh)",
    "web -> database: tcp 22 (ssh), tcp 5432 (postgresql)",
    "database -> database: tcp 22 (ssh), tcp 5432 (postgresql)",
  ]);
  const [way] = map.filter(({ from, to }) => from === "web" && to === "app");
  expect(way?.by).toEqual({
    egress: ["egress IPv4 any to 0.0.0.0/0"],
    ingress: ["ingress IPv4 tcp 8080 from group web_id"],
  });
});

test("lint finds what is open to the world", async () => {
  expect((await lint(groups.database)).map(({ kind, key }) => [kind, key])).toEqual([
    ["open-ssh", "ingress IPv4 tcp 22 from 0.0.0.0/0"],
    ["open-ssh", "ingress IPv6 tcp 22 from ::/0"],
  ]);
  expect(await lint(groups.web)).toEqual([]);
});
