import type { dynamic } from "@pulumi/pulumi";
import type { ConfigReader } from "../../core/pulumi/settings";
import { check } from "./check";
import { createGroup } from "./create";
import { deleteGroup } from "./delete";
import { diffGroup } from "./diff";
import { explained } from "./error-context";
import { readInputs } from "./inputs";
import { readGroup } from "./read";
import { type Session, sessionFor } from "../api/session";
import { readE24cloudSettings } from "../api/settings";
import { updateGroup } from "./update";

type Props = Record<string, unknown>;

/** What Pulumi's dynamic-provider host calls for an `e24cloud.FirewallGroup`. */
export class FirewallGroupCrud implements dynamic.ResourceProvider<Props, Props> {
  private config: ConfigReader = { get: () => undefined };

  /** Only keeps the configuration: what is wrong with it is told by the operation that needs it. */
  async configure({ config }: dynamic.ConfigureRequest): Promise<void> {
    this.config = config;
  }

  async check(olds: Props, news: Props): Promise<dynamic.CheckResult<Props>> {
    return check(olds, news, () => readE24cloudSettings(this.config));
  }

  async diff(id: string, olds: Props, news: Props): Promise<dynamic.DiffResult> {
    return diffGroup(id, olds, news);
  }

  async create(inputs: Props): Promise<dynamic.CreateResult<Props>> {
    return explained("create", [inputs], () => createGroup(this.session(), readInputs(inputs)));
  }

  async read(id: string, props: Props = {}): Promise<dynamic.ReadResult<Props>> {
    return explained(
      "refresh",
      [props],
      async () => (await readGroup(this.session(), id.toLowerCase(), props)) ?? {},
    );
  }

  async update(id: string, olds: Props, news: Props): Promise<dynamic.UpdateResult<Props>> {
    return explained("update", [news, olds], async () => ({
      outs: await updateGroup(this.session(), id, olds, news),
    }));
  }

  async delete(id: string, props: Props): Promise<void> {
    await explained("delete", [props], () => deleteGroup(this.session(), id, props));
  }

  private session(): Session {
    return sessionFor(readE24cloudSettings(this.config));
  }
}
