import { seconds } from "../../../../provider/core/pulumi/settings/settings";
import { unknownSettings } from "../../../../provider/core/pulumi/settings/unknown-settings";

test("settings that there are not are told, with the one that was meant", () => {
  const keys = ["waldur:apiURL", "waldur:pollIntervall", "waldur:token", "waldur:colour", "app:apiURL"];
  expect(unknownSettings("waldur", ["apiUrl", "token", "pollInterval"], keys)).toEqual([
    "waldur:apiURL is no setting and is ignored: did you mean waldur:apiUrl?",
    "waldur:pollIntervall is no setting and is ignored: did you mean waldur:pollInterval?",
    "waldur:colour is no setting and is ignored: there are apiUrl, token, pollInterval",
  ]);
});

test("seconds with a unit are told without it", () => {
  expect(seconds.safeParse("30s").error?.issues[0]?.message).toBe('is "30s": write the seconds alone, 30');
  expect(seconds.parse("1.5")).toBe(1.5);
});
