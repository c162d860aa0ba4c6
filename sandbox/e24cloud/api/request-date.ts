const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Hours ahead of UTC. Clients of the real server are known to send local zone names. */
const zones: Record<string, number> = { GMT: 0, UTC: 0, CET: 1, CEST: 2, EST: -5 };

const rfc1123 = new RegExp(
  `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d{2}) (?<month>${months.join("|")}) (?<year>\\d{4}) ` +
    `(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2}) (?<zone>${Object.keys(zones).join("|")})$`,
);

/** The instant that an `X-Date` header names, in milliseconds since 1970; none if it is not an RFC 1123 date. */
export function requestInstant(header: string): number | undefined {
  const parts = rfc1123.exec(header)?.groups;
  if (!parts) return undefined;
  const { day, month, year, hour, minute, second, zone } = parts;
  return Date.UTC(
    Number(year),
    months.indexOf(month ?? ""),
    Number(day),
    Number(hour) - (zones[zone ?? ""] ?? 0),
    Number(minute),
    Number(second),
  );
}
