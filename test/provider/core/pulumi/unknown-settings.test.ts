import { unknownSettings } from "../../../../provider/core/pulumi/settings/unknown-settings";

test("settings that are near none are told with those that there are; others' settings are not told", () => {
  const keys = ["waldur:token", "waldur:colour", "app:apiURL"];
  expect(unknownSettings("waldur", ["apiUrl", "token", "pollInterval"], keys)).toEqual([
    "waldur:colour is no setting and is ignored: there are apiUrl, token, pollInterval",
  ]);
});
