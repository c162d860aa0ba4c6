import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, resolve } from "node:path";
import { type Browser, launch, type Page } from "puppeteer-core";
import { chromium } from "../browser";

const root = resolve(__dirname, "../..");
const site = join(root, ".cache/site/pages");
/** Where pictures of the pages are put, for somebody who wants to see them. */
const pictures = process.env["PICTURES"];

if (chromium === undefined) console.warn("no chromium is installed, so no browser opens the site");
const inBrowser = chromium === undefined ? test.skip : test;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

let server: Server;
let address: string;
beforeAll(async () => {
  // The generator itself fails on a link that leads nowhere.
  execFileSync(process.execPath, ["scripts/docs.mjs"], { cwd: root, stdio: "pipe" });
  server = createServer(({ url = "/" }, response) => {
    const path = new URL(url, "http://site").pathname.replace(/\/$/, "/index.html");
    try {
      const body = readFileSync(join(site, path));
      response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream").end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

test("each page has its place in the site", () => {
  const built = readdirSync(site, { recursive: true, encoding: "utf8" });
  const files = (folder: string) => readdirSync(join(root, folder)).filter((file) => file.endsWith(".md"));
  for (const folder of ["guides", "reference"]) {
    for (const file of files(`docs/${folder}`))
      expect(built).toContain(`${folder}/${file.replace(/md$/, "html")}`);
  }
  expect(built).toEqual(expect.arrayContaining(["index.html", "project/sandbox/readme.html"]));
});

async function withPage(use: (page: Page, problems: string[]) => Promise<void>): Promise<void> {
  const browser: Browser = await launch({ executablePath: chromium ?? "", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(address) && !request.url().startsWith("data:"))
        problems.push(request.url());
    });
    await use(page, problems);
  } finally {
    await browser.close();
  }
}

const open = (page: Page, path: string) => page.goto(`${address}/${path}`, { waitUntil: "networkidle0" });
const ask = <T>(page: Page, question: string) => page.evaluate(question) as Promise<T>;

inBrowser("the search finds a preset, and opens its page, without any other server", () =>
  withPage(async (page, problems) => {
    await page.setViewport({ width: 1280, height: 900 });
    await open(page, "");
    await page.click(".DocSearch-Button, .VPNavBarSearch button");
    await (await page.waitForSelector("#localsearch-input"))?.type("nodeExporter");
    await (await page.waitForSelector('#localsearch-list a[href*="presets"]'))?.click();
    await page.waitForFunction("location.pathname.includes('presets')");
    expect(problems).toEqual([]);
  }),
);

inBrowser("an example shows one language at a time", () =>
  withPage(async (page, problems) => {
    await open(page, "reference/bastion.html");
    const shown = () =>
      ask<string>(page, "document.querySelector('.vp-code-group .active code').textContent");
    expect(await shown()).toContain("new Bastion(");
    await ask(
      page,
      "[...document.querySelectorAll('.vp-code-group label')].find((one) => one.textContent === 'Python').click()",
    );
    await page.waitForFunction(
      "document.querySelector('.vp-code-group .active code').textContent.includes('from_cidrs')",
    );
    expect(problems).toEqual([]);
  }),
);

inBrowser("a graph is drawn, in the colours of the page, and nothing is fetched for it", () =>
  withPage(async (page, problems) => {
    for (const path of ["reference/command-line.html", "project/readme.html"]) {
      await open(page, path);
      expect(await ask<string>(page, "document.querySelector('.picture svg').textContent")).toContain(
        "the world",
      );
      const colour = (query: string) =>
        ask<string>(page, `getComputedStyle(document.querySelector("${query}")).fill`);
      expect(await colour(".picture svg text")).not.toBe("rgb(0, 0, 0)");
    }
    expect(problems).toEqual([]);
  }),
);

const looks = ["light", "dark"].flatMap((scheme) =>
  [
    ["phone", 390, 844],
    ["desktop", 1280, 900],
  ].map(([device, width, height]) => [scheme, device, Number(width), Number(height)] as const),
);

inBrowser.each(looks)("no page is wider than the screen, %s on a %s", (scheme, device, width, height) =>
  withPage(async (page, problems) => {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.setViewport({ width, height });
    for (const path of [
      "index",
      "installation-configuration",
      "reference/waldur-security-group",
      "reference/command-line",
      "troubleshooting",
    ]) {
      await open(page, `${path}.html`);
      expect(await ask<boolean>(page, "document.documentElement.classList.contains('dark')")).toBe(
        scheme === "dark",
      );
      expect(
        await ask<number>(page, "document.querySelector('h1').getBoundingClientRect().width"),
      ).toBeGreaterThan(0);
      expect(await ask<number>(page, "document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      if (pictures === undefined) continue;
      mkdirSync(pictures, { recursive: true });
      const name = `${path.replace("/", "-")}-${scheme}-${device}.png` as const;
      await page.screenshot({ path: join(pictures, name) });
    }
    expect(problems).toEqual([]);
  }),
);
