import { signedHeaders } from "../../../../provider/e24cloud/api/client";

// Computed with Python's hmac, Node's crypto and openssl for the algorithm of the e24cloud REST documentation.
const credentials = { apiKey: "AKIAE24EXAMPLE00001", apiSecret: "e24-example-secret/0123456789abcdef" };
const now = new Date(Date.UTC(2015, 6, 4, 14, 1, 2));
const group = "/v2/groups/7f3c1f0e-6b1d-4d9c-9a57-0a2c0b5f8e11";
const cloud = "https://eu-poland-1poznan.api.e24cloud.com";
const rule =
  '{"direction":"IN","src_address":"203.0.113.0/24","protocol":"TCP","min_port":443,"max_port":443}';

test.each([
  ["GET", `${cloud}/v2/groups`, "", "9dJohKchNiBIMWxGE7ST2W13NjJYDYhHQRNNo976tgA="],
  ["PUT", `${cloud}/v2/groups`, '{"name":"web"}', "8PJ39G5zlgo5LOcjA+PCNai7mO1xr8FY7SRcQmlJx1w="],
  ["POST", `${cloud}${group}`, "", "WDjd8GWOEkaE6WYPA9aFuELEb++N5oxqAPxUwClrVYk="],
  ["POST", `${cloud}${group}/group-add-rule`, rule, "aIOS2Dt9cP8HpgeFDKcXBqxD3RZDh6fZxT+ctejrxPg="],
  ["POST", `${cloud}${group}/firewall`, '{"active":true}', "5CZnJ7sY1zLhgR4/+nfTzxYv7VFLTOBab5L7+u+S7kE="],
  ["DELETE", `${cloud}${group}`, "", "31UPOYr5Z321yHAeaI5f3m0cK0TMorC9syuwX2HsUKQ="],
  ["GET", `${cloud}/v2/accounts?limit=10&offset=0`, "", "fBbikF7KN9gpRZ9w0AsG5gLmrh3+UdeLcEGGMJvsEh8="],
  ["PUT", `${cloud}/v2/groups`, '{"name":"Zażółć"}', "dIyN6jRcxWjgIYG1YtIBzK7Zm29aDtsXlFeGdlRMshw="],
  ["GET", "http://127.0.0.1:8080/v2/groups", "", "17FmqjMobDzBd8UdXKmvWKHELWI+1SWPy0F6mhH3Gjo="],
])("%s %s is signed as documented", (method, url, body, signature) => {
  expect(signedHeaders({ method, url: new URL(url), body }, credentials, now)).toEqual({
    Authorization: `AKIAE24EXAMPLE00001:${signature}`,
    "Content-Type": "application/json",
    "X-Date": "Sat, 04 Jul 2015 14:01:02 GMT",
  });
});
