import { marketplaceKeys } from "./render/render-resource";

const field = (name: string, type = "field", extra: object = {}) => ({
  type,
  required: false,
  read_only: true,
  label: label(name),
  ...extra,
});
const writable = { read_only: false };
const choices = (...words: string[]) => ({
  ...writable,
  choices: words.map((value) => ({ value, display_name: value })),
});
const port = { ...writable, min_value: -2147483648, max_value: 65535 };

const label = (name: string) =>
  name === "id" ? "ID" : (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

type Row = [name: string, type?: string, extra?: object];
const described = (rows: readonly Row[]) =>
  Object.fromEntries(rows.map(([name, type, extra]) => [name, field(name, type, extra)]));

const rule = described([
  ["ethertype", "choice", choices("IPv4", "IPv6")],
  ["direction", "choice", choices("ingress", "egress")],
  ["protocol", "choice", choices("tcp", "udp", "icmp")],
  ["from_port", "integer", port],
  ["to_port", "integer", port],
  ["cidr", "string", { ...writable, max_length: 255 }],
  ["description", "string", { ...writable, max_length: 2000 }],
  ["remote_group_name"],
  ["remote_group_uuid"],
  ["id", "integer"],
  ["remote_group", "field", writable],
]);
const rules = { type: "nested object", required: true, read_only: false, children: rule };

/** What OPTIONS returns about the fields of an existing security group: its rules are set by another action. */
export const groupFields = described([
  ["url"],
  ["uuid", "string"],
  ["name", "string", { ...writable, required: true, max_length: 150 }],
  ["description", "string", { ...writable, max_length: 2000 }],
  ["service_name"],
  ["service_settings"],
  ["service_settings_uuid"],
  ["service_settings_state"],
  ["service_settings_error_message"],
  ["project"],
  ["project_name"],
  ["project_uuid"],
  ["customer"],
  ["customer_name"],
  ["customer_native_name"],
  ["customer_abbreviation"],
  ["error_message", "string"],
  ["error_traceback", "string"],
  ["resource_type"],
  ["state"],
  ["created", "datetime"],
  ["modified", "datetime"],
  ["backend_id", "string"],
  ["access_url"],
  ["tenant"],
  ["tenant_name"],
  ["tenant_uuid"],
  ["rules", "field", { required: true, child: rules }],
  ...marketplaceKeys.map((key): Row => [key]),
]);

/** The same of a new one. */
export const newGroupFields = { ...groupFields, rules: { ...groupFields["rules"], read_only: false } };

const view = {
  description: "",
  renders: ["application/json"],
  parses: ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
};

/** What OPTIONS returns about an endpoint. @param actions the fields that a method takes */
export const viewMetadata = (name: string, actions?: object) => ({
  name,
  ...view,
  ...(actions && { actions }),
});
