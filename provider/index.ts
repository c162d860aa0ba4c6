export { DeadlineError, isSecurityGroupsError, SecurityGroupsError } from "./core/errors";
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  NotFoundError,
} from "./core/http/errors";
export { SettingsError } from "./core/pulumi/settings/settings-error";
export { Provider, type E24cloudArgs, type ProviderArgs, type CommonArgs, type WaldurArgs } from "./provider";
