import { requestInstant } from "../../../../sandbox/e24cloud/api/request-date";

const instant = Date.UTC(2015, 6, 4, 14, 1, 2);

test.each([
  "Sat, 04 Jul 2015 14:01:02 GMT",
  "Sat, 04 Jul 2015 14:01:02 UTC",
  "Sat, 04 Jul 2015 15:01:02 CET",
  "Sat, 04 Jul 2015 16:01:02 CEST",
  "Sat, 04 Jul 2015 09:01:02 EST",
])("%s names the instant", (header) => expect(requestInstant(header)).toBe(instant));

test("what JavaScript writes is understood", () => {
  expect(requestInstant(new Date(instant).toUTCString())).toBe(instant);
});

test.each([
  "",
  "Mon, 04 Jul 2015, 14:01:02 EST",
  "2015-07-04T14:01:02Z",
  "Sat, 4 Jul 2015 14:01:02 GMT",
  "Sat, 04 Jul 2015 14:01:02",
  "Sat, 04 Jul 2015 14:01:02 PDT",
])("%j is not an RFC 1123 date", (header) => expect(requestInstant(header)).toBeUndefined());
