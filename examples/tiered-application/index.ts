import * as pulumi from "@pulumi/pulumi";
import { Bastion, TieredApplication } from "pulumi-security-groups/components";

const config = new pulumi.Config();
// Who may see the application: the world in production, the offices elsewhere.
const audience = config.requireBoolean("public")
  ? { fromAnywhere: true }
  : { fromCidrs: config.requireObject<string[]>("offices") };

// Tiers name each other, in a circle too: the application calls the web tier back.
const shop = new TieredApplication("shop", {
  tiers: {
    web: {
      description: "terminates TLS",
      offers: [
        { https: true, ...audience },
        { tcp: ["9000"], fromTiers: ["app"], description: "cache invalidation" },
      ],
    },
    app: {
      offers: [{ tcp: ["8080"], fromTiers: ["web"] }],
    },
    database: {
      offers: [
        { postgresql: true, fromTiers: ["app"] },
        { postgresql: true, fromMembers: true, description: "replication" },
      ],
      // Reaches its own kind, and nothing else.
      egress: [],
    },
  },
});

// Servers take the second group in addition to that of their tier.
const admin = new Bastion("admin", { fromCidrs: config.requireObject<string[]>("offices") });

export const groups = shop.groupIds;
export const bastionGroup = admin.bastionGroupId;
export const behindBastionGroup = admin.behindGroupId;
