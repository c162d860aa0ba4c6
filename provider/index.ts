export { DeadlineError, isSecurityGroupsError, SecurityGroupsError } from "./errors";
export { ApiError, AuthenticationError, ConflictError, ConnectionError, NotFoundError } from "./http/errors";
export { SettingsError } from "./errors";
export { Provider, type E24cloudArgs, type ProviderArgs, type CommonArgs, type WaldurArgs } from "./provider";
