import type { Listing } from "../../sync/snapshots";
import type { ListedGroup, WireGroup } from "./schema";

/** The groups of a tenant, each read as a whole when somebody asks for it: most who ask want a few of many. */
export class GroupListing implements Listing<WireGroup> {
  private readonly byId: ReadonlyMap<string, ListedGroup>;
  private readonly whole = new Map<string, WireGroup>();

  /**
   * @param listed what a list says, read as far as the names
   * @param read reads one as a whole; it throws for anything but a group
   */
  constructor(
    readonly listed: readonly ListedGroup[],
    private readonly read: (group: ListedGroup) => WireGroup,
  ) {
    this.byId = new Map(listed.map((group) => [group.uuid, group]));
  }

  get(id: string): WireGroup | undefined {
    const known = this.whole.get(id);
    const listed = this.byId.get(id);
    if (known !== undefined || listed === undefined) return known;
    const group = this.read(listed);
    this.whole.set(id, group);
    return group;
  }

  *values(): Iterable<WireGroup> {
    for (const id of this.byId.keys()) {
      const group = this.get(id);
      if (group !== undefined) yield group;
    }
  }
}
