import { unknownSettings } from "../../../provider/engine/unknown-settings";

test("settings that are near none are told with those that there are; others' settings are not told", () => {
  const keys = ["waldur:token", "waldur:colour", "waldur:maxRetries", "app:apiURL"];
  expect(unknownSettings("waldur", ["apiUrl", "token", "pollInterval"], keys)).toEqual([
    "waldur:colour is no setting and is ignored: there are apiUrl, token, pollInterval",
    "waldur:maxRetries has no effect: a call that fails in passing is tried again for as long as the operation has time",
  ]);
});
