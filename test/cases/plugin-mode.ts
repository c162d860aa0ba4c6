import { Metadata, type ServiceError } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { EngineLog } from "../../provider/engine/engine-log";
import { PackageSchema } from "../../plugin/schema";
import { resourceProvider } from "../../plugin/server";
import { fromStruct, toStruct } from "../../plugin/wire/properties";
import { HostFailure } from "../../scripts/host/failure";
import { UNKNOWN } from "../../provider/rules/rule-map";
import type { Props, Provider } from "../provider/managed-resource";
import type { ResourceType } from "./case";
import { type Mode, withReferences } from "./mode";

export const nativeTypes = {
  waldur: "security-groups:waldur:SecurityGroup",
  e24: "security-groups:e24cloud:FirewallGroup",
} satisfies Record<ResourceType, string>;

/** As much of the schema as the plugin itself reads. */
const schema = (settings: Readonly<Record<string, string>>) => {
  const clouds = [...new Set(Object.keys(settings).map((key) => key.split(":")[0] ?? ""))];
  const named = (cloud: string) =>
    Object.keys(settings).flatMap((key) =>
      key.startsWith(`${cloud}:`) ? [[key.split(":")[1] ?? "", {}]] : [],
    );
  return new PackageSchema(
    JSON.stringify({
      version: "0.0.0",
      config: {
        variables: Object.fromEntries(clouds.map((cloud) => [cloud, { $ref: `#/types/${cloud}` }])),
      },
      types: Object.fromEntries(
        clouds.map((cloud) => [cloud, { properties: Object.fromEntries(named(cloud)) as object }]),
      ),
      resources: {},
    }),
  );
};

type Method = (call: { request: unknown }, callback: (error: object | null, answer: unknown) => void) => void;

/** The native plugin, whose methods are called as gRPC does. */
export function pluginMode(settings: Readonly<Record<string, string>>): Mode {
  const service = resourceProvider(schema(settings), {
    address: undefined,
    log: new EngineLog(console.error),
  });
  const answer = <T>(method: string, request: unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      (service[method] as Method)({ request }, (error, response) => {
        if (error === null) resolve(response as T);
        else reject(new HostFailure({ metadata: new Metadata(), ...error } as ServiceError));
      });
    });
  return {
    kind: "plugin",
    providers: {
      waldur: providerOf(nativeTypes.waldur, answer),
      e24: providerOf(nativeTypes.e24, answer),
    },
    async begin() {
      const args: Record<string, Record<string, string>> = {};
      for (const [key, value] of Object.entries(settings)) {
        const [cloud = "", name = ""] = key.split(":");
        args[cloud] = { ...args[cloud], [name]: value };
      }
      await answer("configure", new messages.ConfigureRequest().setArgs(toStruct(args)));
    },
    registered: async ({ name, args }, ids) => ({
      ...(withReferences(args, (other) => ids.get(other) ?? UNKNOWN) as Props),
      [NAME]: name,
    }),
  };
}

/** Under which the name of the resource travels to the request. */
const NAME = "__name";

type Answer = <T>(method: string, request: unknown) => Promise<T>;

/** What is partially created, as the host of dynamic providers throws it. */
const partly = <T>(props: Props, running: Promise<T>): Promise<T> =>
  running.catch((error: unknown) => {
    if (!(error instanceof HostFailure) || error.partial === undefined) throw error;
    const { id, properties } = error.partial;
    throw Object.assign(error, { id, properties: { ...properties, [NAME]: props[NAME] } });
  });

/** One type of resource, as the host of dynamic providers has it. */
function providerOf(type: string, answer: Answer): Provider {
  const urnOf = (props: Props) => `urn:pulumi:test::cases::${type}::${String(props[NAME])}`;
  const sent = (props: Props) => {
    const own = Object.entries(props).filter(([name]) => !name.startsWith("__"));
    return toStruct(Object.fromEntries(own));
  };
  const kept = (struct: ReturnType<typeof toStruct> | undefined, props: Props) => ({
    ...fromStruct(struct),
    [NAME]: props[NAME],
  });
  return {
    configure: async () => undefined,
    async check(olds: Props, news: Props) {
      const request = new messages.CheckRequest().setUrn(urnOf(news)).setOlds(sent(olds)).setNews(sent(news));
      const response = await answer<messages.CheckResponse>("check", request);
      const failures = response.getFailuresList().map((one) => ({ property: "", reason: one.getReason() }));
      return { inputs: kept(response.getInputs(), news), failures };
    },
    async diff(id, olds: Props, news: Props) {
      const request = new messages.DiffRequest().setUrn(urnOf(news)).setId(id);
      request.setOlds(sent(olds)).setOldInputs(sent(olds)).setNews(sent(news));
      const response = await answer<messages.DiffResponse>("diff", request);
      return {
        changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
        replaces: response.getReplacesList(),
        deleteBeforeReplace: response.getDeletebeforereplace(),
      };
    },
    async create(inputs: Props) {
      const request = new messages.CreateRequest().setUrn(urnOf(inputs)).setProperties(sent(inputs));
      const response = await partly(inputs, answer<messages.CreateResponse>("create", request));
      return { id: response.getId(), outs: kept(response.getProperties(), inputs) };
    },
    async read(id, props: Props = {}) {
      const request = new messages.ReadRequest().setUrn(urnOf(props)).setId(id).setProperties(sent(props));
      const response = await answer<messages.ReadResponse>("read", request);
      return {
        id: response.getId(),
        props: kept(response.getProperties(), props),
        inputs: kept(response.getInputs(), props),
      };
    },
    async update(id, olds: Props, news: Props) {
      const request = new messages.UpdateRequest().setUrn(urnOf(news)).setId(id);
      request.setOlds(sent(olds)).setNews(sent(news));
      const response = await partly(news, answer<messages.UpdateResponse>("update", request));
      return { outs: kept(response.getProperties(), news) };
    },
    async delete(id, props: Props) {
      const request = new messages.DeleteRequest().setUrn(urnOf(props)).setId(id).setProperties(sent(props));
      await answer("delete", request);
    },
  };
}
