import { takenNameText } from "../../../provider/kit/program-context";
import { adoptionsIn } from "../../../scripts/trust/chaos/remedy";

const id = "32e2b7b448834129bb691a3f25dfc6b1";

test.each(["tenant", "account"])(
  "the trial of faults reads which group to adopt, of a name that the %s has",
  (place) => {
    const text = takenNameText(place, [id]);
    expect(adoptionsIn(`error: create security group "web": ${text}.`)).toEqual({ web: id });
    expect(adoptionsIn(`warning: web: ${text}`)).toEqual({ web: id });
  },
);

test("of several groups of one name the trial adopts none", () => {
  expect(
    adoptionsIn(`error: create security group "web": ${takenNameText("tenant", [id, "b".repeat(32)])}`),
  ).toEqual({});
});
