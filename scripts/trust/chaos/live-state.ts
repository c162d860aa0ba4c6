import type { Clouds } from "../../runner/clouds";

/** What both clouds really have, in lines that are the same for the same things: ids are named or left out. */
export function liveState({ waldur, e24cloud }: Clouds): string {
  const groups = waldur.edits.groups();
  const nameOf = (id: string | null) => groups.find((group) => group.id === id)?.name ?? id;
  const atWaldur = groups.map(({ project_id, name, description, rules }) => {
    const texts = rules.map((rule) =>
      [
        rule.direction,
        rule.ethertype,
        rule.protocol,
        rule.port_range_min,
        rule.port_range_max,
        rule.remote_ip_prefix,
        nameOf(rule.remote_group_id),
        rule.description,
      ].join(" "),
    );
    return `waldur ${project_id} ${name} (${description}): ${texts.toSorted().join(", ")}`;
  });
  const atE24cloud = e24cloud.secondWriter.groups().map((group) => {
    const { name, active, users, virtualMachines, resources } = group;
    const rules = group.rules.map((rule) => Object.values({ ...rule, id: "" }).join(" "));
    const members = [users, virtualMachines, resources].map((ids) => `[${ids.toSorted().join()}]`);
    return `e24cloud ${name} ${active ? "on" : "off"} ${members.join(" ")}: ${rules.toSorted().join(", ")}`;
  });
  return [...atWaldur, ...atE24cloud].toSorted().join("\n");
}

/** In what two such texts differ. */
export function difference(wanted: string, live: string): string {
  const [left, right] = [wanted.split("\n"), live.split("\n")];
  // A line that exists twice differs from one that exists once.
  const without = (lines: readonly string[], others: readonly string[]) => {
    const rest = [...others];
    return lines.filter((line) => {
      const at = rest.indexOf(line);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
  };
  return [
    ...without(left, right).map((line) => `- ${line}`),
    ...without(right, left).map((line) => `+ ${line}`),
  ].join("\n");
}
