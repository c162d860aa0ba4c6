import { failures, profiles } from "./e24cloud/failures";
import { life } from "./e24cloud/life";
import { lookups } from "./e24cloud/lookups";
import { others } from "./e24cloud/others";
import { previews } from "./e24cloud/previews";
import { goldens } from "./e24cloud/stage";
import { noOthers } from "./golden";

const scenarios = { ...life, ...previews, ...others, ...failures, ...profiles, ...lookups };
goldens(scenarios);
noOthers("e24cloud", scenarios);
