import { TieredApplication } from "pulumi-security-groups/components";

const shop = new TieredApplication("shop", {
  tiers: {
    web: { offers: [{ https: true, fromAnywhere: true }] },
    database: { offers: [{ postgresql: true, fromTiers: ["web"] }], egress: [] },
  },
});

export const groups = shop.groupIds;
