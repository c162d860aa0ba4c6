import type { Listing } from "../../sync/poll";
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

/** The most bytes of all pages of a list together; some 300,000 rules have as many. */
const MOST_BYTES = 128 * 2 ** 20;
/** Pages beyond those that the count makes: things come while a list is read. */
const MORE_PAGES = 2;
/** The most pages where the server gives no count. */
const UNCOUNTED = 1000;

/** How far a list has been read. */
export interface PagesRead {
  readonly pages: number;
  readonly bytes: number;
  /** How many things the first page said that there are; undefined where it said nothing. */
  readonly count: number | undefined;
  /** Things on the first page. */
  readonly size: number;
}

/** Why a list that names a further page is not read on; undefined where it is. */
export function endlessText({ pages, bytes, count, size }: PagesRead): string | undefined {
  if (bytes > MOST_BYTES) return `its list has more than ${MOST_BYTES / 2 ** 20} MB in ${pages} pages`;
  if (count === undefined) {
    return pages < UNCOUNTED ? undefined : `its list has a further page after ${pages}, and no count`;
  }
  const most = Math.ceil(count / Math.max(1, size)) + MORE_PAGES;
  const counted = `it counts ${count} at ${Math.max(1, size)} a page`;
  return pages < most ? undefined : `its list has a further page after ${pages}, although ${counted}`;
}
