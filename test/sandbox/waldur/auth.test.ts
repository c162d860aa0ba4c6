import { Sessions } from "../../../sandbox/waldur/auth";
import { seedToken } from "../../../sandbox/waldur/seed";
import { waldurSwitches } from "../../../sandbox/waldur/read-switches";

test("a token lives as long after its last use as is set", () => {
  let now = 0;
  const sessions = new Sessions(() => now);
  const header = `Token ${seedToken("owner")}`;
  const hour = waldurSwitches.parse({ tokenLifetime: 3600 });

  for (now of [3_599_000, 7_198_000]) expect(sessions.authenticate(header, hour).role).toBe("owner");
  now += 3_600_000;
  expect(() => sessions.authenticate(header, hour)).toThrow("Token has expired.");
  expect(sessions.authenticate(header, waldurSwitches.parse({})).role).toBe("owner");
});
