/**
 * How Pulumi marks a secret, on the wire and in state: an object that has `SECRET` under `SIGNATURE` (Pulumi SDK,
 * `runtime.rpc.specialSecretSig` and `specialSigKey`).
 */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
