import { client, closeAll } from "./api-client";
import type { ApiClient } from "./api-client";

let api: ApiClient;
let id: string;
beforeEach(async () => {
  api = await client();
  id = await api.create("web");
});
afterEach(closeAll);

const succeeded = { success: true };
const https = {
  direction: "IN",
  protocol: "TCP",
  src_address: "203.0.113.0/24",
  min_port: 443,
  max_port: 443,
};

describe("rules", () => {
  const rules = async () => (await api.read(id)).rules!;

  test("one is added; its id is only seen by reading", async () => {
    expect((await api.change(id, "group-add-rule", https)).body).toEqual(succeeded);
    expect(await rules()).toEqual([
      { ...https, id: expect.stringMatching(/^\d+$/) as unknown, min_port: "443", max_port: "443" },
    ]);
  });

  test("one is changed by its rule_id and keeps it", async () => {
    await api.change(id, "group-add-rule", https);
    const ruleId = (await rules())[0]!.id;
    const changed = { direction: "OUT", protocol: "ICMP", icmp_type: "8", icmp_code: "0" };
    const answer = await api.change(id, "group-update-rule", { rule_id: ruleId, ...changed });
    expect(answer.body).toEqual(succeeded);
    expect(await rules()).toEqual([{ id: ruleId, ...changed }]);
  });

  test("one is deleted by its rule_id", async () => {
    await api.change(id, "group-add-rule", https);
    await api.change(id, "group-add-rule", { direction: "OUT" });
    const [first, second] = await rules();
    expect((await api.change(id, "group-delete-rule", { rule_id: Number(first!.id) })).body).toEqual(
      succeeded,
    );
    expect(await rules()).toEqual([second]);
  });

  test.each(["group-update-rule", "group-delete-rule"])("%s needs an existing rule_id", async (operation) => {
    await api.change(id, "group-add-rule", https);
    const { id: ruleId } = (await rules())[0]!;
    expect((await api.change(id, operation, { rule_id: 1, direction: "IN" })).status).toBe(404);
    const byId = await api.change(id, operation, { id: ruleId, direction: "IN" });
    expect(byId.body).toMatchObject({ success: false });
    expect(await rules()).toHaveLength(1);
  });

  test.each(["TCP", "UDP", "SCTP"])("%s goes with ports", async (protocol) => {
    await api.change(id, "group-add-rule", { direction: "IN", protocol, min_port: 9100, max_port: 9104 });
    expect(await rules()).toMatchObject([{ protocol, min_port: "9100", max_port: "9104" }]);
  });

  test.each(["TCP", "UDP", "ICMP", "SCTP", "ESP", "AH", "IPIP", "GRE"])("%s goes alone", async (protocol) => {
    await api.change(id, "group-add-rule", { direction: "IN", protocol });
    expect(await rules()).toMatchObject([{ direction: "IN", protocol }]);
  });

  test.each([{ min_port: 22 }, { max_port: "22" }])("a single port may be given as %j", async (port) => {
    await api.change(id, "group-add-rule", { direction: "IN", protocol: "TCP", ...port });
    expect(await rules()).toMatchObject([{ min_port: "22", max_port: "22" }]);
  });

  test.each(["198.51.100.7", "198.51.100.7/32", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "2001:db8::7"])(
    "address %s is kept as it was sent",
    async (address) => {
      await api.change(id, "group-add-rule", { direction: "IN", src_address: address, dst_address: address });
      expect(await rules()).toMatchObject([{ src_address: address, dst_address: address }]);
    },
  );

  test.each([
    [{}, "direction"],
    [{ direction: "in" }, "direction"],
    [{ direction: null }, "direction"],
    [{ direction: "IN", protocol: "tcp" }, "protocol"],
    [{ direction: "IN", protocol: "IGMP" }, "protocol"],
    [{ direction: "IN", min_port: 22, max_port: 22 }, "ports"],
    [{ direction: "IN", protocol: "ICMP", min_port: 22, max_port: 22 }, "ports"],
    [{ direction: "IN", protocol: "GRE", max_port: 22 }, "ports"],
    [{ direction: "IN", protocol: "TCP", min_port: 23, max_port: 22 }, "min_port 23 is above"],
    [{ direction: "IN", protocol: "TCP", min_port: 1, max_port: 65_536 }, "max_port"],
    [{ direction: "IN", protocol: "TCP", min_port: -1, max_port: 1 }, "min_port"],
    [{ direction: "IN", protocol: "TCP", min_port: "ssh" }, "min_port"],
    [{ direction: "IN", protocol: "TCP", icmp_type: "8" }, "icmp"],
    [{ direction: "IN", icmp_type: "8" }, "icmp"],
    [{ direction: "IN", protocol: "ICMP", icmp_type: "256" }, "icmp_type"],
    [{ direction: "IN", protocol: "ICMP", icmp_code: "0" }, "icmp_code"],
    [{ direction: "IN", src_address: "everywhere" }, "src_address"],
    [{ direction: "IN", src_address: "10.0.0.0/33" }, "src_address"],
    [{ direction: "IN", src_address: "10.1" }, "src_address"],
    [{ direction: "IN", dst_address: "" }, "dst_address"],
    [{ direction: "IN", src_address: "10.0.0.1", dst_address: "2001:db8::1" }, "families"],
  ])("%j is refused", async (rule, reason) => {
    const { body } = await api.change(id, "group-add-rule", rule);
    expect(body).toEqual({ success: false, error: expect.stringContaining(reason) as unknown });
    expect(await rules()).toEqual([]);
  });
});
