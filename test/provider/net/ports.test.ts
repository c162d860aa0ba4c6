import { parsePorts, portsText } from "../../../provider/net/ranges";

test.each([
  [443, { from: 443, to: 443 }],
  ["443", { from: 443, to: 443 }],
  ["9100-9104", { from: 9100, to: 9104 }],
  [" 1 - 65535 ", { from: 1, to: 65535 }],
])("reads %j", (value, range) => {
  expect(parsePorts(value)).toEqual(range);
});

test.each([
  [0, "port 0 is out of range: ports go from 1 to 65535"],
  ["80-65536", "port 65536 is out of range: ports go from 1 to 65535"],
  ["9104-9100", 'ports 9104-9100 are reversed: write "9100-9104"'],
  ["http", 'ports "http" is not a port or a range: write 443 or "9100-9104"'],
  ["80,443", 'ports "80,443" are several: a rule has one port or one range, so write a rule for each'],
  [22.5, 'ports 22.5 is not a port or a range: write 443 or "9100-9104"'],
  [-1, "ports -1 stand for all: leave the ports out"],
  ["0-65535", 'ports "0-65535" stand for all: leave the ports out'],
  [null, 'ports null is not a port or a range: write 443 or "9100-9104"'],
])("refuses %j", (value, problem) => {
  expect(parsePorts(value)).toEqual({ problem });
});

test("a range in words", () => {
  expect(portsText({ from: 443, to: 443 })).toBe("443");
  expect(portsText({ from: 9100, to: 9104 })).toBe("9100-9104");
});
