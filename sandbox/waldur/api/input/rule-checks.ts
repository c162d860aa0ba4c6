import type { RuleValues } from "../../model";
import { takesNumbers, type WaldurSwitches } from "../../switches";
import { cidrMessages, isCidr } from "./cidr";
import { ValidationError } from "../errors";

/** Checks a whole rule once each field is fine. @throws ValidationError for the first thing that is wrong */
export function checkRule(rule: RuleValues, settings: WaldurSwitches): void {
  const numbers = takesNumbers(settings);
  const { to_port: to, from_port: from, protocol, cidr } = rule;
  if (cidr && !isCidr(cidr, rule.ethertype, settings.release))
    throw new ValidationError({ cidr: [cidrMessages[rule.ethertype]] });
  if (cidr && rule.remote_group)
    refuse("You can specify either the remote_group_id or cidr attribute, not both.");
  if (to === null) throw new ValidationError({ to_port: ["Empty value is not allowed."] });
  if (from === null) throw new ValidationError({ from_port: ["Empty value is not allowed."] });

  if (protocol === "tcp" || protocol === "udp") checkPorts(from, to);
  else if (protocol === "icmp") {
    requireRange("from_port", from, -1, 255);
    requireRange("to_port", to, -1, 255);
  } else if (protocol === "" || (numbers && /^\d+$/.test(protocol))) {
    requireNoPort("from_port", from, numbers);
    requireNoPort("to_port", to, numbers);
  } else {
    // A rule with an id, whose protocol a pull brought in.
    const orNumbers = numbers ? " or an IANA protocol number 0-255" : "";
    const message = `Value should be one of (tcp, udp, icmp)${orNumbers}, found ${protocol}`;
    throw new ValidationError({ protocol: [message] });
  }
}

function checkPorts(from: number, to: number): void {
  if (from > to) refuse('"from_port" should be less or equal to "to_port"');
  if (from === -1 && to === -1) return;
  if (from === -1) refuse('"from_port" should not be -1 if "to_port" is defined.');
  requireRange("from_port", from, 1, 65535);
  requireRange("to_port", to, 1, 65535);
}

type PortField = "from_port" | "to_port";

function requireRange(field: PortField, value: number, min: number, max: number): void {
  if (value < min || value > max)
    throw new ValidationError({ [field]: [`Value should be in range [${min}, ${max}], found ${value}`] });
}

function requireNoPort(field: PortField, value: number, numbers: boolean): void {
  if (value === -1) return;
  const orOther = numbers ? " or is not tcp/udp/icmp" : "";
  throw new ValidationError({
    [field]: [`Port range is not supported if protocol is not specified${orOther}.`],
  });
}

function refuse(message: string): never {
  throw new ValidationError({ non_field_errors: [message] });
}
