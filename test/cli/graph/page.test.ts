import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, launch, type Page } from "puppeteer-core";
import { chromium } from "../../browser";
import { type Accounts, startAccounts } from "../clouds";
import { makeLandscape } from "../landscape";

if (chromium === undefined)
  console.warn("no chromium is installed, so no browser looks at the page of graph");
const withBrowser = chromium === undefined ? describe.skip : describe;

withBrowser("the page in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "graph-"));
  const file = join(folder, "groups.html");
  let accounts: Accounts;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    accounts = await startAccounts();
    await makeLandscape(accounts, 18);
    expect(await accounts.run("graph", "--cloud", "waldur", "--out", file)).toMatchObject({ exitCode: 0 });
    browser = await launch({ executablePath: chromium ?? "", args: ["--no-sandbox"] });
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) complaints.push(request.url());
    });
    await page.goto(`file://${file}`);
  });
  afterAll(async () => {
    await browser.close();
    await accounts.close();
    rmSync(folder, { recursive: true });
  });

  /** Asks the page, in its own language. */
  const ask = <T>(question: string) => page.evaluate(question) as Promise<T>;
  const find = (selector: string) => `document.querySelector(${JSON.stringify(selector)})`;
  const all = (selector: string) => `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
  const textOf = (selector: string) => ask<string>(`${find(selector)}.textContent`);
  const countOf = (selector: string) => ask<number>(`${all(selector)}.length`);
  const styleOf = (selector: string, name: string) =>
    ask<string>(`getComputedStyle(${find(selector)}).getPropertyValue("${name}")`);
  const search = (word: string) =>
    ask(
      `{ const box = ${find("#search")}; box.value = ${JSON.stringify(word)}; box.dispatchEvent(new Event("input")); }`,
    );

  test("shows every group, the world and a legend, and loads nothing", async () => {
    expect(await countOf(".node.group")).toBe(18);
    expect(await countOf(".node.world")).toBe(1);
    expect(await textOf("#count")).toMatch(/^18 groups, \d+ connections$/);
    expect(await textOf("#legend")).toContain("open to the world, and reported by lint");
    expect(await styleOf(".edge.risky .line", "stroke")).not.toBe(
      await styleOf(".edge.usual .line", "stroke"),
    );
    expect(complaints).toEqual([]);
  });

  test("no two nodes cover each other, and no label lies on a node", async () => {
    interface Rectangle {
      left: number;
      right: number;
      top: number;
      bottom: number;
    }
    const boxes = (selector: string) =>
      ask<Rectangle[]>(`${all(selector)}.map((one) => one.getBoundingClientRect().toJSON())`);
    const [nodes, labels] = [await boxes(".node rect"), await boxes(".edge:not(.written) text")];
    const meet = (a: Rectangle, b: Rectangle) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    expect(nodes.length).toBeGreaterThan(18);
    expect(labels.length).toBeGreaterThan(10);
    expect(nodes.filter((node, index) => nodes.slice(index + 1).some((other) => meet(node, other)))).toEqual(
      [],
    );
    expect(labels.filter((label) => nodes.some((node) => meet(label, node)))).toEqual([]);
  });

  test("hovering shows the keys of the rules, and dims what has nothing to do with it", async () => {
    await page.hover(".edge.risky text");
    expect(await textOf("#detail")).toContain("the world → blog-database: postgresql");
    expect(await textOf("#detail")).toContain("blog-database: ingress IPv4 tcp 5432 from 0.0.0.0/0");
    expect(await countOf(".node:not(.dim)")).toBe(2);
    await page.hover("h1");
    expect(await ask(`${find("#detail")}.hidden`)).toBe(true);
    expect(await countOf(".dim")).toBe(0);
  });

  test("hovering over a hub draws the lines that are written elsewhere", async () => {
    const drawn = () =>
      ask<number>(
        `${all(".edge.written .line")}.filter((line) => getComputedStyle(line).visibility === "visible").length`,
      );
    expect(await drawn()).toBe(0);
    await page.hover('.node[data-title="bastion"]');
    expect(await drawn()).toBe(16);
    await page.hover("h1");
  });

  test("searching shows what fits, by names, services and rules", async () => {
    await page.type("#search", "redis");
    expect(await textOf("#count")).toMatch(/^0 found, [1-9]\d* connections$/);
    await search("shop-web");
    expect(await textOf("#count")).toMatch(/^1 found, /);
    expect(await countOf(".node.found")).toBe(1);
    expect(await countOf(".node.dim")).toBeGreaterThan(5);
    await search("");
    expect(await countOf(".dim")).toBe(0);
  });

  test("is dark where the reader's screen is, and prints on one page", async () => {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    const light = await styleOf("body", "background-color");
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    expect(await styleOf("body", "background-color")).not.toBe(light);
    const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
  });
});
