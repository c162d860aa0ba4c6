import { noOthers } from "./golden";
import { failures } from "./waldur/failures";
import { life } from "./waldur/life";
import { lookups } from "./waldur/lookups";
import { others } from "./waldur/others";
import { previews } from "./waldur/previews";
import { goldens, type Scenarios } from "./waldur/stage";

const scenarios = { ...life, ...previews, ...others, ...failures, ...lookups };
goldens("waldur", scenarios);

const newest: Scenarios = { headers: life.headers, ...lookups };
goldens("waldur-2026", newest, { release: "2026", numericProtocols: true });

noOthers("waldur", scenarios);
noOthers("waldur-2026", newest);
