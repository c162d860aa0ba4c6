import type { Hono } from "hono";
import { canSee, requireWrite } from "../../auth";
import type { GroupUser } from "../../events";
import { readUuid } from "../../ids";
import type { Resource } from "../../model";
import { requireState, settled } from "../../states";
import type { WaldurSwitches } from "../../switches";
import type { Table } from "../../table";
import { readBody } from "../input/body";
import { readGroups } from "../input/groups-input";
import { endpoint } from "../endpoint";
import type { ApiContext, ApiRequest } from "../endpoint";
import { NotFound, ValidationError } from "../errors";
import { list, type listings } from "../list/list";
import { selectFields } from "../render/render-resource";
import type { Json, RenderContext } from "../render/render-resource";
import { stateRoutes } from "./state-routes";

/** What uses groups: instances, ports, load balancers. */
export interface GroupUsers<Row extends Resource> {
  /** Path of the collection. */
  readonly path: string;
  /** As in `No Instance matches the given query.` */
  readonly model: string;
  readonly listing: (typeof listings)[keyof typeof listings];
  readonly rows: Table<Row>;
  readonly render: (row: Row, context: RenderContext) => Json;
  /** The release that brought the collection. */
  readonly since?: WaldurSwitches["release"];
  /** What events call it. */
  readonly event: GroupUser;
  /** Uuids of the groups that it has, or is to get. */
  readonly groupsOf: (row: Row) => readonly string[];
  /** The action that sets the groups. */
  readonly setGroups: {
    /** Last part of its path. */
    readonly path: string;
    readonly name: string;
    readonly since?: WaldurSwitches["release"];
    readonly status: string;
    /** Notes the groups and schedules the work. */
    schedule(row: Row, uuids: readonly string[]): void;
  };
  /** Reads one from OpenStack, with its groups. */
  readonly pull: (row: Row) => void;
  /** Makes one. */
  readonly create?: (request: ApiRequest) => Promise<Response>;
  /** Deletes one. */
  readonly remove?: (row: Row) => void;
}

/** Endpoints of what uses groups, as far as they show and change them. */
export function groupUserRoutes<Row extends Resource>(
  app: Hono,
  context: ApiContext,
  {
    path,
    model,
    listing,
    rows,
    render,
    since,
    event,
    groupsOf,
    setGroups,
    pull,
    create,
    remove,
  }: GroupUsers<Row>,
): void {
  const of = since && { since };
  endpoint(app, context, path, {
    name: `${model} List`,
    disabled: ["POST"],
    ...of,
    ...(create && { POST: create }),
    GET: (request) => list(request, rows.all(), listing, render),
  });

  endpoint(app, context, `${path}:uuid/`, {
    name: `${model} Instance`,
    disabled: ["PUT", "PATCH", "DELETE"],
    ...of,
    GET: (request) =>
      request.c.json(
        selectFields(render(visible(request), request), request.url.searchParams.getAll("field")),
      ),
    ...(remove && {
      DELETE: (request) => {
        const row = visible(request);
        requireWrite(request.user);
        requireState(row.state, settled, request.settings.release);
        remove(row);
        return request.c.json({ detail: "Deletion was scheduled." }, 202);
      },
    }),
  });

  endpoint(app, context, `${path}:uuid/${setGroups.path}/`, {
    name: setGroups.name,
    ...((setGroups.since ?? since) && { since: setGroups.since ?? since }),
    POST: async (request) => {
      const row = visible(request);
      requireWrite(request.user);
      requireState(row.state, ["OK"], request.settings.release);
      const after = readGroups(await readBody(request.c), row, request);
      request.store.events.attachments(event, row, { before: groupsOf(row), after }, request.user);
      setGroups.schedule(row, after);
      return request.c.json({ status: setGroups.status }, 202);
    },
  });

  endpoint(app, context, `${path}:uuid/pull/`, {
    name: "Pull",
    ...of,
    POST: (request) => {
      const row = visible(request);
      requireWrite(request.user);
      requireState(row.state, settled, request.settings.release);
      if (row.backendId === "") throw new ValidationError(["Resource does not have backend ID."]);
      pull(row);
      return request.c.json({ detail: "Pull operation was successfully scheduled." }, 202);
    },
  });

  stateRoutes(app, context, `${path}:uuid/`, rows, visible);

  /** @throws NotFound */
  function visible({ c, user }: ApiRequest): Row {
    const uuid = readUuid(c.req.param("uuid") ?? "");
    const row = uuid && canSee(user) ? rows.get(uuid) : undefined;
    if (!row) throw new NotFound(model);
    return row;
  }
}
