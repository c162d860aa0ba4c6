import type { SitePage } from "./source";

const GUIDES = [
  "waldur-in-ten-minutes",
  "e24cloud-in-ten-minutes",
  "adopt-existing-groups",
  "attach-to-servers",
  "groups-that-name-each-other",
  "several-stacks",
  "intents",
  "review-in-ci",
  "secrets",
  "testing",
  "in-production",
  "other-languages",
  "switch-provider-modes",
  "migrate-from-terraform",
];

/** The settings of the generator. Nothing of the site is loaded from elsewhere, its search included. */
export function config(pages: readonly SitePage[]) {
  const item = ({ place, title }: SitePage) => ({
    text: place === "index.md" ? "Overview" : title.replace(/`/g, "").replace(/^Command: /, ""),
    link: `/${place.replace(/(index)?\.md$/, "")}`,
  });
  const inFolder = (pattern: RegExp) => pages.filter(({ place }) => pattern.test(place)).map(item);
  const rank = ({ link }: { link: string }) => (GUIDES.indexOf(link.replace("/guides/", "")) + 99) % 99;
  const at = (...places: string[]) =>
    places.flatMap((place) => pages.filter((page) => page.place === place)).map(item);
  return {
    title: "Security groups",
    description: "Firewall rules of Waldur and e24cloud as Pulumi resources",
    cleanUrls: false,
    lastUpdated: false,
    // Rows of several lines are read from their tops.
    head: [["style", {}, ".vp-doc td { vertical-align: top; } .vp-doc td:first-child { min-width: 11rem; }"]],
    themeConfig: {
      search: { provider: "local" },
      outline: [2, 3],
      nav: [
        { text: "Guides", link: "/guides/waldur-in-ten-minutes" },
        { text: "Reference", link: "/reference/" },
        { text: "Troubleshooting", link: "/troubleshooting" },
      ],
      sidebar: [
        { text: "Start", items: at("index.md", "installation-configuration.md") },
        { text: "Guides", items: inFolder(/^guides\//).sort((one, other) => rank(one) - rank(other)) },
        {
          text: "Reference",
          items: [
            ...at("reference/index.md", "reference/presets.md"),
            ...inFolder(/^reference\/(waldur|e24cloud)-(?!api|get)/),
          ],
        },
        { text: "Components", items: inFolder(/^reference\/(?!waldur|e24cloud|command|index|presets)/) },
        { text: "Functions", items: inFolder(/^reference\/(waldur|e24cloud)-get/) },
        { text: "Commands", items: inFolder(/^reference\/command-/), collapsed: true },
        {
          text: "More",
          items: at(
            "troubleshooting.md",
            "compatibility.md",
            "reference/waldur-api.md",
            "reference/e24cloud-api.md",
          ),
        },
      ],
    },
  };
}
