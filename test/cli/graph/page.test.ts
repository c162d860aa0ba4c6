import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, launch, type Page } from "puppeteer-core";
import { chromium } from "../../browser";
import { type Accounts, startAccounts } from "../clouds";
import { makeLandscape } from "../landscape";

if (chromium === undefined) console.warn("no chromium is installed, so no browser opens the page of graph");
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
      if (!/^(?:file|data):/.test(request.url())) complaints.push(request.url());
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

  const viewOf = () => ask<number[]>(`${find("#graph")}.getAttribute("viewBox").split(" ").map(Number)`);
  const press = (id: string) => page.click(`#${id}`);

  test("zooms by buttons and by the wheel, moves by dragging, and fits again", async () => {
    await press("fit");
    const whole = await viewOf();
    await press("closer");
    const near = await viewOf();
    expect(near[2]).toBeLessThan(whole[2] ?? 0);
    await page.mouse.move(400, 400);
    await page.mouse.down();
    await page.mouse.move(300, 350, { steps: 4 });
    await page.mouse.up();
    const moved = await viewOf();
    expect(moved[0]).toBeGreaterThan(near[0] ?? 0);
    expect(moved[1]).toBeGreaterThan(near[1] ?? 0);
    expect(await countOf("#detail.pinned")).toBe(0);
    await page.mouse.wheel({ deltaY: 400 });
    await page.waitForFunction(`${find("#graph")}.viewBox.baseVal.width > ${(moved[2] ?? 0) + 1}`);
    await press("fit");
    expect(await viewOf()).toEqual(whole);
  });

  const widthOf = () => ask<number>(`${find('.node[data-title="shop-api"]')}.getBoundingClientRect().width`);

  test("a click keeps the panel, with all rules of the group, and comes near; Escape lets go", async () => {
    const far = await widthOf();
    await page.click('.node[data-title="shop-api"]');
    await page.waitForSelector("#detail.pinned");
    const text = await textOf("#detail");
    expect(text).toContain("shop-api: egress IPv4 any to 0.0.0.0/0");
    expect(text).toContain("shop-api: ingress IPv4 tcp 8443 from group shop-web");
    expect(await widthOf()).toBeGreaterThan(far);
    await page.hover("h1");
    expect(await textOf("#detail")).toBe(text);
    await page.keyboard.press("Escape");
    expect(await ask(`${find("#detail")}.hidden`)).toBe(true);
    expect(await countOf(".dim")).toBe(0);
    await press("fit");
  });

  test("shows one service only", async () => {
    await page.select("#service", "redis");
    expect(await textOf("#count")).toMatch(/^0 found, [1-9]/);
    const titles = await ask<string[]>(`${all(".edge:not(.dim)")}.map((one) => one.dataset.title)`);
    expect(titles.length).toBeGreaterThan(0);
    for (const title of titles) expect(title.split(", ")).toContain("redis");
    await page.select("#service", "");
    expect(await countOf(".dim")).toBe(0);
    // There is only one cloud here.
    expect(await ask(`${find("#cloud")}.hidden`)).toBe(true);
  });

  test("saves the whole picture as SVG and as PNG", async () => {
    await press("closer");
    const [svg, size, type] = [
      await ask<string>("svgFile()"),
      await ask<number>("pngFile().then(({ size }) => size)"),
      await ask<string>("pngFile().then(({ type }) => type)"),
    ];
    expect(svg.match(/<g class="node group/g)).toHaveLength(18);
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toMatch(/<script|href=/);
    expect(size).toBeGreaterThan(20_000);
    expect(type).toBe("image/png");
    await press("fit");
    expect(complaints).toEqual([]);
  });

  test("all text of a node lies inside its box, whatever the letters", async () => {
    await accounts.waldurGroup("W".repeat(34));
    const wide = join(folder, "wide.html");
    await accounts.run("graph", "--cloud", "waldur", "--out", wide);
    const other = await browser.newPage();
    await other.goto(`file://${wide}`);
    const outside = await other.evaluate(`${all(".node text")}.filter((text) => {
      const [a, b] = [text.getBoundingClientRect(), text.parentNode.querySelector("rect").getBoundingClientRect()];
      return a.left < b.left || a.right > b.right;
    }).map((text) => text.textContent)`);
    expect(outside).toEqual([]);
    await other.close();
  });

  test("on a phone the whole is shown, and a touch brings a part near, above its panel", async () => {
    const phone = await browser.newPage();
    await phone.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    await phone.goto(`file://${file}`);
    const box = (selector: string) =>
      phone.evaluate(`${find(selector)}.getBoundingClientRect().toJSON()`) as Promise<
        Record<"width" | "top" | "right" | "bottom", number>
      >;
    const before = await box('.node[data-title="shop-web"]');
    await phone.tap('.node[data-title="shop-web"]');
    await phone.waitForSelector("#detail.pinned");
    const [node, panel] = [await box('.node[data-title="shop-web"]'), await box("#detail")];
    expect(node.width).toBeGreaterThan(before.width);
    expect(node.bottom).toBeLessThan(panel.top);
    expect(panel.right).toBeLessThanOrEqual(390);
    await phone.close();
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
