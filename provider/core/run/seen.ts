import { perRun } from "./run";

type Props = Readonly<Record<string, unknown>>;

/**
 * What checks and diffs of this run have seen of a resource. For a replacement the engine checks again without the old
 * inputs, and a delete gets old outputs only: neither would know otherwise.
 */
export class SeenResources {
  private readonly olds = new Map<string, Props>();
  private readonly news = new Map<string, Props>();

  /** To be called by every check. @param urn undefined where the engine does not tell it */
  checked(urn: string | undefined, olds: Props): void {
    if (urn !== undefined && Object.keys(olds).length > 0) this.olds.set(urn, olds);
  }

  /** The old inputs of a resource, where a check of this run had them. */
  oldInputs(urn: string | undefined): Props | undefined {
    return urn === undefined ? undefined : this.olds.get(urn);
  }

  /** To be called by every diff. @param kind of the resource, since two kinds may have the same ids */
  compared(kind: string, id: string, news: Props): void {
    this.news.set(`${kind} ${id}`, news);
  }

  /** The new inputs of the resource with this id, where a diff of this run had them. */
  newInputs(kind: string, id: string): Props | undefined {
    return this.news.get(`${kind} ${id}`);
  }
}

export const seenResources = perRun(() => new SeenResources());
