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
