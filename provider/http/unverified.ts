import process from "node:process";

/** What to say where nobody checks who a server is; undefined where Node.js does. */
export function unverifiedText(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return undefined;
  return (
    "NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the verification of certificates: an attacker between this machine and the " +
    "server can read the token and change what is sent. Unset it. For a certificate of your own authority, set " +
    "NODE_EXTRA_CA_CERTS to the file of the authority's certificate."
  );
}
