/** The message about each intent, by its place in the file, after the edits of its batch: with names instead of ids. */
export const words: Readonly<Record<string, string>> = {
  "never[0]":
    'database is reachable from the world: tcp 5432, by rule "ingress IPv4 tcp 5432 from 0.0.0.0/0" of database',
  "never[1]": 'admin is reachable from the world: tcp 22, by rule "ingress IPv6 tcp 22 from ::/0" of admin',
  "never[2]": 'app is reachable from the world: udp 53, by rule "ingress IPv4 udp 53 from 0.0.0.0/1" of app',
  "never[3]": 'web is reachable from the world: tcp 80, by rule "ingress IPv4 tcp 80 from 0.0.0.0/0" of web',
  "never[4]":
    'whether app is reachable from staging is not known: it may be, tcp 8444, by rule "ingress IPv4 tcp 8444 from group staging" of app and the rules of another stack (staging). pulumi-security-groups test --live reads them',
  "never[5]":
    'whether admin is reachable from staging is not known: it may be, tcp 22 to web by rule "ingress IPv4 tcp 22 from group staging" of web and the rules of another stack (staging), then tcp 22 to admin by rule "ingress IPv4 tcp 22 from group web" of admin and rule "egress IPv4 tcp 22 to 0.0.0.0/0" of web. pulumi-security-groups test --live reads them',
  "never[6]":
    'database is reachable from web: tcp 5432, by rule "ingress IPv4 tcp 5432 from group web" of database and rule "egress IPv4 any to 0.0.0.0/0" of web',
  "never[7]":
    'app is reachable from balancer: tcp 8080, by rule "ingress IPv4 tcp 8080 from group balancer" of app and rule "egress IPv4 tcp 8080 to 0.0.0.0/0" of balancer',
  "never[8]":
    'balancer is reachable from 198.51.100.0/24: tcp 22, by rule "ingress IPv4 tcp 22 from 198.51.100.7/32" of balancer',
  "never[9]": 'the world is reachable from database: any, by rule "egress IPv4 any to 0.0.0.0/0" of database',
  "never[10]":
    '203.0.113.0/24 is reachable from database: tcp 25, by rule "egress IPv4 tcp 25 to 203.0.113.25/32" of database',
  "never[11]": 'edge is reachable from the world: tcp 22, by rule "ingress tcp 22 from anywhere" of edge',
  "never[12]":
    "edge is reachable from the world: udp 53, by its firewall, which is off and allows everything (edge)",
  "never[13]":
    'office is reachable from the world: tcp 3306, by rule "ingress tcp 3306 from anywhere" of office',
  "never[14]":
    'database is reachable from the world: tcp 5432, by rule "ingress IPv4 tcp 5430-5440 from 0.0.0.0/1" of database',
  "never[15]": 'db-1 is reachable from the world: icmp, by rule "ingress IPv4 icmp from 0.0.0.0/0" of admin',
  "never[16]":
    'worker-1 is reachable from the world: tcp 8081, by rule "ingress IPv4 tcp 8081 from 0.0.0.0/0" of api',
  "never[17]":
    'api is reachable from the world: tcp 9000, by rule "ingress IPv4 tcp 9000 from 0.0.0.0/0" of api',
  "never[18]":
    'database is reachable from admin: tcp 5433, by rule "ingress IPv4 tcp 5433 from 10.0.0.0/8" of database and rule "egress IPv4 any to 0.0.0.0/0" of admin',
  "never[19]":
    'whether app is reachable from admin is not known: it may be, tcp 9999, by rule "ingress IPv4 tcp 9999 from 10.0.0.0/8" of app and rule "egress IPv4 any to 0.0.0.0/0" of admin. It depends on the addresses of the servers: give them, { group, addresses }',
  "never[20]":
    'whether database is reachable from staging is not known: it may be, icmp, by rule "ingress IPv4 icmp from group staging" of database and the rules of another stack (staging). pulumi-security-groups test --live reads them',
  "never[21]": "vault is reachable from the world: by a secret rule (vault)",
  "never[22]":
    'web is reachable from the world: tcp 3000, by rule "ingress IPv4 tcp 3000 from 0.0.0.0/0" of web',
  "always[0]":
    'database is not reachable from app: tcp 5432: no rule of database lets it in; the nearest is "ingress IPv4 tcp 5432 from group web", which differs in other side',
  "always[1]": "database is not reachable from app: tcp 5432: no rule of app lets it out",
  "always[2]":
    "balancer is not reachable from the world: tcp 443: the rules of balancer let only a part of it in",
  "always[3]":
    "edge is not reachable from 203.0.113.0/24: tcp 22: the rules of edge let only a part of it in",
  "always[4]":
    'app is not reachable from metrics: tcp 9100: no rule of app lets it in; the nearest is "ingress IPv4 tcp 8080 from group balancer", which differs in port and other side',
  "always[5]":
    'edge is not reachable from the world: tcp 443: no rule of edge lets it in; the nearest is "ingress tcp 22 from 203.0.113.0/25", which differs in port',
  "always[6]":
    'database is not reachable from database: tcp 5432: no rule of database lets it in; the nearest is "ingress IPv4 tcp 5432 from group web", which differs in other side',
};

/** A program reads the rules of other stacks, and has the id of a server whose attachment changes. */
export const wordsInProgram: typeof words = {
  ...words,
  "never[4]":
    'app is reachable from staging: tcp 8444, by rule "ingress IPv4 tcp 8444 from group staging" of app and rule "egress IPv4 any to 0.0.0.0/0" of staging',
  "never[5]":
    'admin is reachable from staging: tcp 22 to web by rule "ingress IPv4 tcp 22 from group staging" of web and rule "egress IPv4 any to 0.0.0.0/0" of staging, then tcp 22 to admin by rule "ingress IPv4 tcp 22 from group web" of admin and rule "egress IPv4 tcp 22 to 0.0.0.0/0" of web',
  "never[15]":
    'server is reachable from the world: icmp, by rule "ingress IPv4 icmp from 0.0.0.0/0" of admin',
  "never[20]":
    'database is reachable from staging: icmp, by rule "ingress IPv4 icmp from group staging" of database and rule "egress IPv4 any to 0.0.0.0/0" of staging',
};
