import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, launch, type Page } from "puppeteer-core";
import { boxesOf } from "../../../cli/graph/boxes";
import { html } from "../../../cli/graph/html";
import { graphOf } from "../../../cli/graph/model";
import { viewsOf } from "../../../cli/graph/views";
import { waysOf } from "../../../cli/graph/ways";
import type { E24cloudGroup } from "../../../cli/groups/group";
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

  test("the panel takes its room from the picture, and covers no neighbour", async () => {
    await press("fit");
    await page.click('.node[data-title="shop-database"]');
    const boxes = await ask<{ right: number }[]>(
      `${all(".node:not(.dim)")}.map((one) => one.getBoundingClientRect().toJSON())`,
    );
    const panel = await ask<{ left: number }>(`${find("#detail")}.getBoundingClientRect().toJSON()`);
    const picture = await ask<{ right: number }>(`${find("#graph")}.getBoundingClientRect().toJSON()`);
    expect(boxes.length).toBeGreaterThan(2);
    expect(picture.right).toBeLessThanOrEqual(panel.left);
    await page.keyboard.press("Escape");
  });

  /** Chooses an end of the question by its title. */
  const choose = async (id: string, title: string) =>
    page.select(
      `#${id}`,
      await ask<string>(`${all(`#${id} option`)}.find((one) => one.text === ${JSON.stringify(title)}).value`),
    );
  const waysDrawn = () => countOf("path.way");

  test("says whether one end reaches another, and draws the way", async () => {
    await choose("from", "shop-web");
    await choose("to", "shop-cache");
    expect(await textOf("#answer")).toBe("shop-web reaches shop-cache: yes");
    expect(await textOf("#detail")).toContain(
      'tcp 6379, by rule "ingress IPv4 tcp 6379 from group shop-web" of shop-cache',
    );
    expect(await waysDrawn()).toBe(1);
    await choose("from", "the world");
    expect(await textOf("#answer")).toBe("the world reaches shop-cache: only over shop-balancer, shop-web");
    expect(await waysDrawn()).toBe(3);
    expect(await countOf(".node.onway")).toBe(4);
    await choose("to", "monitoring");
    expect(await textOf("#answer")).toBe("the world reaches monitoring: no");
    expect(await waysDrawn()).toBe(0);
    await page.keyboard.press("Escape");
    expect(await countOf(".dim")).toBe(0);
  });

  test("groups whose names begin alike are in a box, which can be shown by itself", async () => {
    expect(await ask<string[]>(`${all(".frame-title")}.map((one) => one.textContent)`)).toEqual(
      expect.arrayContaining(["shop", "blog"]),
    );
    interface Corners {
      left: number;
      right: number;
      top: number;
      bottom: number;
    }
    const frames = await ask<Corners[]>(
      `${all(".frame")}.map((one) => one.getBoundingClientRect().toJSON())`,
    );
    const meet = (a: Corners, b: Corners) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    expect(frames.filter((one, index) => frames.slice(index + 1).some((other) => meet(one, other)))).toEqual(
      [],
    );
    await page.select("#view", "box blog");
    const titles = await ask<string[]>(`${all(".node.group")}.map((one) => one.dataset.title)`);
    expect(titles).toContain("blog-database");
    expect(titles.filter((title) => title.startsWith("shop"))).toEqual([]);
    await page.select("#view", "all");
    expect(await countOf(".node.group")).toBe(18);
  });

  test("is dark where the reader's screen is, and prints on one page", async () => {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    const light = await styleOf("body", "background-color");
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    expect(await styleOf("body", "background-color")).not.toBe(light);
    const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
  });

  test("of many groups an overview is shown, in which a click opens a box and Escape leads back", async () => {
    const file = written(
      Array.from({ length: 70 }, (_, at) => group(`${["red", "green", "blue"][at % 3]}-${at}`, {})),
    );
    const many = await browser.newPage();
    await many.goto(`file://${file}`);
    const texts = (selector: string) =>
      many.evaluate(`${all(selector)}.map((one) => one.textContent)`) as Promise<string[]>;
    expect(await texts("#count")).toEqual(["3 boxes, 0 groups, 0 connections"]);
    await many.click('.node.box[data-title="green"]');
    expect(await texts("#count")).toEqual(["23 groups, 0 connections"]);
    expect(await many.evaluate(`${find("#view")}.value`)).toBe("box green");
    await many.keyboard.press("Escape");
    expect(await texts("#count")).toEqual(["3 boxes, 0 groups, 0 connections"]);
    await many.close();
  });

  test("what a preview opens and closes is in colours, and before and after can be shown alone", async () => {
    const preview = resolve(__dirname, "../../fixtures/previews/03-office-moves.json");
    const change = join(folder, "change.html");
    expect(await accounts.run("graph", "--preview", preview, "--out", change)).toMatchObject({ exitCode: 0 });
    const other = await browser.newPage();
    await other.goto(`file://${change}`);
    const edges = () =>
      other.evaluate(
        `${all(".edge")}.map((one) => [one.classList[1], titles.get(one.dataset.from), one.dataset.title].join(" ")).toSorted()`,
      );
    expect(await edges()).toEqual([
      "added 198.51.100.0/24 ssh",
      "removed 203.0.113.0/24 ssh",
      "world the world https, http",
    ]);
    await other.select("#view", "before");
    expect(await edges()).toEqual(["usual 203.0.113.0/24 ssh", "world the world https, http"]);
    await other.select("#view", "after");
    expect(await edges()).toEqual(["usual 198.51.100.0/24 ssh", "world the world https, http"]);
    expect(await other.evaluate(`${find("#legend")}.textContent`)).toMatch(/opened.*closed/);
    await other.close();
  });

  test("the servers of a group are named in it", async () => {
    const file = written([group("web", {}, ["web-1", "web-2", "web-3", "web-4", "web-5"])]);
    const other = await browser.newPage();
    await other.goto(`file://${file}`);
    expect(await other.evaluate(`${find(".node.group")}.textContent`)).toContain(
      "servers: web-1, web-2, web-3, 2 more",
    );
    await other.close();
  });

  /** The page of some groups, as the command writes it. */
  function written(groups: readonly E24cloudGroup[]): string {
    const path = join(folder, "some.html");
    const graph = graphOf(groups, { boxes: boxesOf(groups) });
    writeFileSync(path, html({ title: "Some", views: viewsOf({ graph }), ways: waysOf(graph, groups) }));
    return path;
  }
});

const group = (
  title: string,
  rules: E24cloudGroup["rules"],
  servers: readonly string[] = [],
): E24cloudGroup => ({
  cloud: "e24cloud",
  id: title,
  title,
  name: title,
  description: "",
  trouble: "",
  doubt: "",
  active: true,
  rules,
  unmanagedRules: {},
  members: { virtualMachines: servers.map((id) => ({ id })), users: [], resources: [] },
});
