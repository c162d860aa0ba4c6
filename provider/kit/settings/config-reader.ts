/** Where configured values come from: the engine's `req.config`, or `pulumi.Config` in a program. */
export interface ConfigReader {
  get(key: string): string | undefined;
}
