import { errorReason, wireGroup } from "../../../../provider/waldur/api/schema";
const group = (error_message: string, error_traceback = "") =>
  wireGroup.parse({ uuid: "1", state: "Erred", rules: [], tenant_uuid: "2", error_message, error_traceback });

test.each([
  [
    "a readable message stays",
    "Cannot reach OpenStack",
    "Traceback\nValueError: x",
    "Cannot reach OpenStack",
  ],
  ["an exception's name alone", "NotFound()", "", "NotFound"],
  [
    "the end of the traceback says more",
    "BadRequest()",
    'Traceback (most recent call last):\n  File "a.py", line 1\nneutronclient.common.exceptions.BadRequest: Security group rule already exists.\nNeutron server returns request_ids: [1]\n',
    "BadRequest: Security group rule already exists. Neutron server returns request_ids: [1]",
  ],
  [
    "a last line without the exception",
    "InternalServerError()",
    "Neutron server returns request_ids: [1]",
    "InternalServerError: Neutron server returns request_ids: [1]",
  ],
  ["nothing at all", "", "", "unknown error"],
])("%s", (_, message, traceback, reason) => {
  expect(errorReason(group(message, traceback))).toBe(reason);
});

test.each([
  ["Update Scheduled", "UPDATE_SCHEDULED"],
  ["Erred", "ERRED"],
  ["CREATION_SCHEDULED", "CREATION_SCHEDULED"],
  ["OK", "OK"],
])("the state %s is %s", (sent, state) => {
  expect(wireGroup.parse({ uuid: "1", state: sent, rules: [], tenant_uuid: "2" }).state).toBe(state);
});
