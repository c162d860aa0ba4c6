import { unknownSettings } from "../../../provider/engine/lookups";

test("settings that are near none are reported with those that there are; others' settings are not reported", () => {
  const keys = ["waldur:token", "waldur:colour", "waldur:maxRetries", "app:apiURL"];
  expect(unknownSettings("waldur", ["apiUrl", "token", "pollInterval"], keys)).toEqual([
    "waldur:colour is not a setting and is ignored: there are apiUrl, token, pollInterval",
    "waldur:maxRetries has no effect: a call that fails temporarily is retried until the operation's timeout",
  ]);
});
