import type { ServerWritableStream } from "@grpc/grpc-js";
import { type ListRequest, ListResponse } from "@pulumi/pulumi/proto/provider_pb";
import { z } from "zod";
import { SecurityGroupsError } from "../../provider/errors";
import { nativeTypeOf } from "../../provider/kit/resource-types";
import type { Props } from "../../provider/kit/handlers";
import { fromStruct } from "../wire/properties";
import { openedProps } from "../wire/seal";

/** The lookups that find what there is of a type. Waldur does not list the rules or the servers of a group by themselves. */
const LOOKUPS: Readonly<Record<string, string>> = {
  [nativeTypeOf("waldurSecurityGroup")]: "waldur:getSecurityGroups",
  [nativeTypeOf("e24cloudFirewallGroup")]: "e24cloud:getFirewallGroups",
};

const foundGroups = z.object({ groups: z.array(z.object({ id: z.string(), name: z.string() })) });

/** Answers with the id and name of each resource that passes the filters of the query, in one page. */
export async function list(
  call: ServerWritableStream<ListRequest, ListResponse>,
  lookUp: (lookup: string, args: Props) => Promise<object>,
): Promise<void> {
  const { request } = call;
  const lookup = LOOKUPS[request.getToken()];
  if (lookup === undefined) {
    throw new SecurityGroupsError(
      `${request.getToken()} cannot be listed: list ${Object.keys(LOOKUPS).join(" or ")}.`,
    );
  }
  const found = await lookUp(lookup, openedProps(fromStruct(request.getQuery())));
  const { groups } = foundGroups.parse(found);
  const limit = request.getLimit() > 0 ? request.getLimit() : groups.length;
  for (const { id, name } of groups.slice(0, limit)) {
    call.write(new ListResponse().setResult(new ListResponse.Result().setId(id).setName(name)));
  }
}
