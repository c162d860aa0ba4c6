import type { EnvHttpProxyAgent } from "undici";
import { SecurityGroupsError } from "../errors";

const VARIABLES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"];

/**
 * The connections of a transport, through the proxies that the environment names.
 * @throws {SecurityGroupsError} if one of them is not an address
 */
export function agentFor(
  Agent: typeof EnvHttpProxyAgent,
  options: EnvHttpProxyAgent.Options,
): EnvHttpProxyAgent {
  const wrong = VARIABLES.filter((name) => !isAddress(process.env[name]));
  if (wrong.length === 0) return new Agent(options);
  // Its value may hold a password.
  throw new SecurityGroupsError(
    `${wrong.join(", ")} is not the address of a proxy: write it with http:// or https://, such as http://proxy.example.com:3128, ` +
      "or leave the variable out",
  );
}

function isAddress(value: string | undefined): boolean {
  if (value === undefined || value === "") return true;
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
