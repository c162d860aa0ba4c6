import { credentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  ConfigureResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { HandlerName } from "../provider/kit/resource-types";
import type { Props, ResourceHandlers } from "../provider/kit/handlers";
import { useVersion } from "../provider/http/attempt";
import type { EngineLog } from "../provider/engine/engine-log";
import { withEngineContract } from "../provider/kit/operation";
import { retiredSettingText, type Place, placeOf } from "../provider/kit/settings";
import { Runs } from "../provider/run/run";
import { handlersOf } from "../provider/handlers";
import { Components } from "./components";
import { invoke, lookUp } from "./functions";
import { Calls } from "./resource/calls";
import { check } from "./resource/check";
import { create } from "./resource/create";
import { remove } from "./resource/delete";
import { diff } from "./resource/diff";
import { list } from "./resource/list";
import { read } from "./resource/read";
import { update } from "./resource/update";
import type { PackageSchema } from "./schema";
import { checkConfig, diffConfig, settingsIn } from "./settings";
import { answering, streaming } from "./wire/answer";
import { fromStruct } from "./wire/properties";
import { Wording } from "./wording";

/** The methods that the engine calls; others are answered as not implemented, which it takes well. */
export function resourceProvider(
  schema: PackageSchema,
  engine: { readonly address: string | undefined; readonly log: EngineLog },
): UntypedServiceImplementation {
  useVersion(schema.version);
  const runs = new Runs();
  const handlers = engineHandlers(runs);
  const wording = new Wording(schema.settings);
  const calls = new Calls(handlers, engine.log, wording);
  let address: string | undefined;
  const components = new Components(schema, () => address);
  let settings: Readonly<Record<string, string>> = {};
  let args: Props = {};
  const empty = async () => new Empty();
  const attach = (engineAddress: string): void => {
    address = engineAddress;
    engine.log.attach(new EngineClient(engineAddress, credentials.createInsecure()));
    runs.attach(engineAddress);
  };
  if (engine.address !== undefined) attach(engine.address);

  return {
    handshake: answering(async (request) => {
      attach(request.getEngineAddress());
      // Resources and outputs come as their ids and values, which is all that groups are named by.
      return new ProviderHandshakeResponse().setAcceptSecrets(true).setSupportsAutonamingConfiguration(true);
    }),
    getPluginInfo: answering(async () => new PluginInfo().setVersion(schema.version)),
    getSchema: answering(async () => new GetSchemaResponse().setSchema(schema.text)),
    checkConfig: answering(async (request) => checkConfig(request, schema.settings)),
    diffConfig: answering(async (request) => diffConfig(request)),
    configure: answering(async (request) => {
      wording.place = placeOf(request.getUrn() ?? "");
      args = fromStruct(request.getArgs());
      settings = settingsIn(args);
      const known = settings;
      for (const one of Object.values(handlers)) one.configure({ get: (key) => known[key] });
      for (const line of retiredIn(known, wording.place)) engine.log.print("", `warning: ${line}`);
      await engine.log.flushed();
      return new ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }),
    check: answering((request) => check(calls, wording, request, args)),
    diff: answering((request) => diff(calls, request)),
    create: answering((request) => create(calls, schema, request)),
    read: answering((request) => read(calls, request, args)),
    update: answering((request) => update(calls, request)),
    delete: answering((request) => remove(calls, request)),
    invoke: answering(async (request) => {
      try {
        return await invoke(settings, request);
      } catch (error) {
        throw wording.ofError(error);
      }
    }),
    list: streaming((call) => list(call, (name, query) => lookUp(settings, name, query))),
    construct: answering((request) => components.construct(request)),
    cancel: answering(async () => {
      calls.cancel();
      return empty();
    }),
    attach: answering(async (request) => {
      attach(request.getAddress());
      return empty();
    }),
  } satisfies Partial<IResourceProviderServer>;
}

/** What to report about settings that have no effect. */
const retiredIn = (settings: Readonly<Record<string, string>>, place: Place): string[] =>
  Object.keys(settings).flatMap((key) => {
    const [cloud = "", name = ""] = key.split(":");
    return retiredSettingText(name, place.nameOf(`${cloud}.${name}`)) ?? [];
  });

function engineHandlers(runs: Runs): Readonly<Record<HandlerName, ResourceHandlers>> {
  const {
    waldurSecurityGroup,
    waldurSecurityGroupRules,
    waldurSecurityGroupAttachment,
    e24cloudFirewallGroup,
  } = handlersOf(runs);
  return {
    waldurSecurityGroup: withEngineContract(waldurSecurityGroup),
    waldurSecurityGroupRules: withEngineContract(waldurSecurityGroupRules),
    waldurSecurityGroupAttachment: withEngineContract(waldurSecurityGroupAttachment),
    e24cloudFirewallGroup: withEngineContract(e24cloudFirewallGroup),
  };
}
