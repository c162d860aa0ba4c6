import { buildPackage } from "../set-up/prepare.mjs";
import { say } from "../set-up/progress.mjs";
import { DistInUse } from "../set-up/users-of-dist.mjs";
import { packPackage } from "./packed-package.mjs";

/**
 * Tests of the package as users have it need an up-to-date `dist/`, and the tarball of it. The compiler emits it in spite of type errors;
 * those fail the type check, not these tests.
 */
export default async function builtPackage() {
  try {
    await buildPackage();
  } catch (error) {
    if (error instanceof DistInUse) throw error;
    say(`${error.message}\nTesting what was built all the same.`);
  }
  await packPackage();
}
