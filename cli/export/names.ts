import type { Group } from "../groups/group";

/** What a program calls a group. */
export interface Names {
  /** Name of the resource: that of the group, with a number where another one has it. */
  readonly resource: string;
  /** Name of a variable, unique among all. */
  readonly variable: string;
}

/** Words that a program cannot, or should not, call a variable. */
const TAKEN = [
  ..."await break case catch class const continue debugger default delete do else enum export extends false finally for".split(
    " ",
  ),
  ..."function if implements import in instanceof interface let new null package private protected public return".split(
    " ",
  ),
  ..."static super switch this throw true try typeof undefined var void while with yield arguments eval".split(
    " ",
  ),
  // What the program itself uses.
  ..."waldur e24cloud tenant pulumi config".split(" "),
];

/** A longer variable makes no line easier to read. */
const LONGEST = 40;

/** Names for some groups, by their ids. */
export function namesFor(groups: readonly Group[]): ReadonlyMap<string, Names> {
  const resources = new Set<string>();
  const variables = new Set(TAKEN);
  return new Map(
    groups.map((group) => {
      const given = group.name.trim() === "" ? "unnamed" : group.name;
      const resource = unique(given, (name) => `${group.cloud}/${name}`, "-", resources);
      const variable = unique(variableFor(given), (name) => name, "", variables);
      return [group.id, { resource, variable }];
    }),
  );
}

function unique(
  name: string,
  keyOf: (name: string) => string,
  separator: string,
  taken: Set<string>,
): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}${separator}${number}`;
    if (taken.has(keyOf(candidate))) continue;
    taken.add(keyOf(candidate));
    return candidate;
  }
}

/** `web servers (old)` as `webServersOld`. */
function variableFor(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  const [first = "group", ...others] = words;
  const camel = [lowerFirst(first), ...others.map(upperFirst)].join("").slice(0, LONGEST);
  return /^[0-9]/.test(camel) ? `group${camel}` : camel;
}

const upperFirst = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
/** An abbreviation at the beginning is one word: `HTTP servers` as `httpServers`. */
const lowerFirst = (word: string) =>
  /^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
