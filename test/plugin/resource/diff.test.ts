import { detailsOf } from "../../../plugin/resource/diff";

const result = { changes: true, replaces: [], deleteBeforeReplace: true };
const rules = { "ingress IPv4 tcp 443 from 0.0.0.0/0": {}, "ingress IPv4 tcp 22 from 192.0.2.0/24": {} };
const shown = (state: object, news: object) => [
  ...detailsOf(result, { state: { ...state }, oldInputs: { ...state }, news: { ...news } }).keys(),
];

test("rules that are given up do not show as removed, since they stay", () => {
  expect(shown({ name: "web", rules, unmanagedRules: {} }, { name: "web" })).toEqual(["unmanagedRules"]);
  expect(shown({ rules }, { rules: {} })).toHaveLength(2);
});
