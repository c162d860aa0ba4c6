import { SecurityGroupsError } from "../errors";
import { causeText } from "../text/failure";
import type { Cause } from "./crud";

/**
 * Looks something up.
 * @param what is looked up, such as `security group "web"`
 * @throws {SecurityGroupsError} that says what was looked up, why that failed and what to do about it
 */
export async function lookedUp<T>(
  what: string,
  causeOf: (error: unknown) => Cause,
  look: () => Promise<T>,
): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw new SecurityGroupsError(`look up ${what}: ${causeText(causeOf(error))}`, { cause: error });
  }
}
