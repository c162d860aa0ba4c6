import * as pulumi from "@pulumi/pulumi";
import { FirewallGroup } from "../../../provider/e24cloud";
import { SecurityGroup, SecurityGroupAttachment, SecurityGroupRules } from "../../../provider/waldur";

beforeAll(() =>
  pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
  }),
);

const id = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const timeouts = { create: "20m" };

/** Only the compiler would refuse it where a program gives an object that it has built before. */
test.each([
  [
    "waldur.SecurityGroup",
    () => {
      const args = { rules: [], timeouts };
      return new SecurityGroup("one", args);
    },
  ],
  [
    "waldur.SecurityGroupRules",
    () => {
      const args = { securityGroup: id, rules: [], timeouts };
      return new SecurityGroupRules("one", args);
    },
  ],
  [
    "waldur.SecurityGroupAttachment",
    () => {
      const args = { instance: id, securityGroups: [id], timeouts };
      return new SecurityGroupAttachment("one", args);
    },
  ],
  [
    "e24cloud.FirewallGroup",
    () => {
      const args = { rules: [], timeouts };
      return new FirewallGroup("one", args);
    },
  ],
])("timeouts among the arguments of a %s is refused with the option to use", (_, create) => {
  expect(create).toThrow(
    '"one": timeouts is not an argument: write { customTimeouts: { create: "20m" } } as the third parameter',
  );
});

test("the option of the remedy is taken", async () => {
  const group = new SecurityGroup("two", { rules: [] }, { customTimeouts: timeouts });
  expect(await new Promise((resolve) => group.id.apply(resolve))).toBe("two-id");
});
