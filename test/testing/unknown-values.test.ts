import * as waldur from "../../provider/waldur";
import { lint, securityGroupMatchers } from "../../testing";
import { failure, mockPulumi } from "./program";

expect.extend(securityGroupMatchers);

beforeAll(() => mockPulumi({ preview: true }));

test("what is not known in a preview fails, with not as without", async () => {
  const other = new waldur.SecurityGroup("other", { rules: [] });
  const group = new waldur.SecurityGroup("group", { rules: waldur.allow.ssh({ from: other }) });
  const message = "is not known here: let the newResource of the mocks return ids";
  expect(await failure(expect(group).toAllow({ tcp: 80 }))).toContain(message);
  expect(await failure(expect(group).not.toAllow({ tcp: 80 }))).toContain(message);
  await expect(lint(group)).rejects.toThrow("not known here");
  expect(await failure(expect({ waldur: [] }).toAllow({ tcp: 80, from: other }))).toContain("not known here");
});
