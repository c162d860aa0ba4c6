import { messageOf } from "../errors";

/** Seconds for the one try that a list has: a server that does not answer must not hold up a preview. */
export const PREVIEW_TIMEOUT = 5;

/**
 * What is in a tenant or account, for checks that report what is about to happen. Each list is read once a run and
 * shared by all. After the first failure no list is read: the preview then continues without, and reports that once.
 */
export class PreviewLists<T> {
  private readonly lists = new Map<string, Promise<T | undefined>>();
  private failure: string | undefined;
  private isTold = false;

  /**
   * @param list in one try of `PREVIEW_TIMEOUT` seconds
   * @param explain why it failed, and what to do about it
   */
  constructor(
    private readonly list: (scope: string) => Promise<T>,
    private readonly explain: (error: unknown) => string = messageOf,
  ) {}

  /**
   * The list of a scope, such as a tenant; undefined where it can't be had.
   * @param print shows the line about that
   */
  async of(scope: string, print: (line: string) => void): Promise<T | undefined> {
    const known = this.lists.get(scope) ?? this.begin(scope);
    this.lists.set(scope, known);
    const list = await known;
    if (list === undefined && this.failure !== undefined && !this.isTold) {
      this.isTold = true;
      print(`existing groups could not be checked in this preview: ${this.failure}`);
    }
    return list;
  }

  private async begin(scope: string): Promise<T | undefined> {
    if (this.failure !== undefined) return undefined;
    try {
      return await this.list(scope);
    } catch (error) {
      this.failure ??= this.explain(error);
      return undefined;
    }
  }
}
