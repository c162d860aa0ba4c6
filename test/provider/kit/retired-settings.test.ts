import * as pulumi from "@pulumi/pulumi";
import { retiredSettingText } from "../../../provider/kit/settings";
import { Provider } from "../../../provider/provider";

beforeAll(() =>
  pulumi.runtime.setMocks({
    call: ({ inputs }) => inputs as Record<string, unknown>,
    newResource: ({ name, inputs }) => ({ id: `${name}_id`, state: inputs as Record<string, unknown> }),
  }),
);
afterEach(() => jest.restoreAllMocks());

test("a setting of an earlier release is reported as having no effect, no other is", () => {
  expect(retiredSettingText("maxRetries", "waldur:maxRetries")).toMatch(/^waldur:maxRetries has no effect: /);
  expect(retiredSettingText("toString", "waldur:toString")).toBeUndefined();
});

test("an explicit Provider is reported in one line for each cloud, about itself", () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  const provider = new Provider("other", {
    waldur: { token: "t", maxRetries: 3 },
    e24cloud: { maxRetries: 5, requestTimeout: 3 },
  });
  expect(
    warn.mock.calls.map(([text, resource]) => [/^(\S+) has no effect: /.exec(text)?.[1], resource]),
  ).toEqual([
    ["waldur.maxRetries", provider],
    ["e24cloud.maxRetries", provider],
  ]);
});
