import { isNewer } from "../../../../../provider/waldur/security-group/wait";

test.each([
  ["a microsecond later", "2026-01-01T10:00:00.123457Z", "2026-01-01T10:00:00.123456Z", true],
  ["the same", "2026-01-01T10:00:00.123456Z", "2026-01-01T10:00:00.123456Z", false],
  ["a microsecond earlier", "2026-01-01T10:00:00.123455Z", "2026-01-01T10:00:00.123456Z", false],
  ["a second later, without a fraction", "2026-01-01T10:00:01Z", "2026-01-01T10:00:00.9Z", true],
  ["missing", "", "2026-01-01T10:00:00Z", true],
])("whether a group has changed since: %s", (_, now, before, newer) => {
  expect(isNewer({ modified: now }, { modified: before })).toBe(newer);
});
