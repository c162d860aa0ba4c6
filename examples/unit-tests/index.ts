import * as pulumi from "@pulumi/pulumi";
import { firewall } from "./firewall";

const { web, database } = firewall(new pulumi.Config().requireObject<string[]>("offices"));

export const webGroup = web.id;
export const databaseGroup = database.id;
