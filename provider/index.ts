export {
  Provider,
  type E24cloudArgs,
  type ProviderArgs,
  type TransportArgs,
  type WaldurArgs,
} from "./provider";
