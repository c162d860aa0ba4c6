// A URN is `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME`.

/** What the program calls a resource. Names may hold colons themselves. */
export const nameInUrn = (urn: string): string => urn.split("::").slice(3).join("::");

/** The resource's own type, without those of its parents. */
export const typeInUrn = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";
