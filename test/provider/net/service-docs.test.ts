import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ServicePort, type Service, services } from "../../../provider/net/services";

/** `tcp 53 and udp 53`, as the comment above a service says it for editors. */
function words({ listens }: Service): string {
  const parts: string[] = [];
  for (const protocol of ["tcp", "udp"] as const) {
    const own = listens.filter((port: ServicePort) => port.protocol === protocol);
    if (own.length > 0) parts.push(`${protocol} ${own.map(({ ports }) => ports).join(", ")}`);
  }
  parts.push(...listens.filter(({ ports }) => ports === undefined).map(({ protocol }) => protocol));
  return parts.sort().join(" ");
}

const source = readFileSync(join(__dirname, "../../../provider/net/services.ts"), "utf8");

test.each(Object.entries(services))("the comment above %s says its ports", (name, service) => {
  const [, comment = ""] = new RegExp(`/\\*\\* (.*)\\. \\*/\\s+${name}:`).exec(source) ?? [];
  const parts = comment.split(/ and |, (?=\D)/).sort();
  expect(parts.join(" ")).toBe(words(service));
});
