import { worldwideParts } from "../../intents/world";
import { parseCidr } from "../../provider/net/ranges";
import { localCidr, remoteCidr, traffic } from "../../provider/traffic/traffic";

function network(text: string) {
  const cidr = parseCidr(text, { bareHost: "plain" });
  if ("problem" in cidr) throw new Error(cidr.problem);
  return cidr;
}

const from = (remote: string, local?: string) => ({
  box: traffic({
    direction: "ingress",
    family: "IPv4",
    protocol: 6,
    ports: 22,
    remote: remoteCidr(network(remote)),
    ...(local !== undefined && { local: localCidr(network(local)) }),
  }),
});

describe("what the world reaches", () => {
  test("a quarter of all addresses twice is half of the world, also where each rule is about other own addresses", () => {
    const [low, high] = [from("0.0.0.0/2", "10.1.0.0/16"), from("64.0.0.0/2", "10.2.0.0/16")];
    expect(worldwideParts([low, high])).toEqual([low]);
  });

  test("a quarter of it is not the world", () => {
    expect(worldwideParts([from("0.0.0.0/2"), from("0.0.0.0/3")])).toEqual([]);
  });
});
