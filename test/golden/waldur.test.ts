import { noOthers } from "./golden";
import { attachments } from "./waldur/attachments";
import { failures } from "./waldur/failures";
import { life } from "./waldur/life";
import { lookups } from "./waldur/lookups";
import { others } from "./waldur/others";
import { previews } from "./waldur/previews";
import { goldens, type Scenarios } from "./waldur/stage";

const { "refused rules": refusedRules, ...newest } = failures;
const scenarios: Scenarios = { ...life, ...previews, ...others, ...newest, ...lookups, ...attachments };
goldens("waldur", scenarios);

/** What a server of 2024 answers, and what is reported about it, in other words. */
const older: Scenarios = {
  headers: life.headers,
  "an attachment": attachments["an attachment"],
  ...(refusedRules && { "refused rules": refusedRules }),
  ...lookups,
};
goldens("waldur-2024", older, { release: "2024-10" });

noOthers("waldur", scenarios);
noOthers("waldur-2024", older);
