import * as waldur from "../../provider/waldur";
import { lint, securityGroupMatchers } from "../../testing";
import { failure, mockPulumi } from "./program";

expect.extend(securityGroupMatchers);

const program = () => {
  const other = new waldur.SecurityGroup("other", { rules: [] });
  const group = new waldur.SecurityGroup("group", { rules: waldur.allow.ssh({ from: other }) });
  return { other, group };
};

test.each([true, false])("what is not known fails, with not as without; preview: %s", async (preview) => {
  await mockPulumi({ preview, ids: false });
  const { other, group } = program();
  const message = "is not known here: return ids from newResource of the mocks";
  expect(await failure(expect(group).toAllow({ tcp: 80 }))).toContain(message);
  expect(await failure(expect(group).not.toAllow({ tcp: 80 }))).toContain(message);
  await expect(lint(group)).rejects.toThrow(message);
  expect(await failure(expect({ waldur: [] }).toAllow({ tcp: 80, from: other }))).toContain(message);
});

test("a preview whose mocks give out ids answers", async () => {
  await mockPulumi({ preview: true });
  const { other, group } = program();
  await expect(group).toAllow({ tcp: 22, from: other });
  await expect(group).not.toAllow({ tcp: 23, from: other });
});
