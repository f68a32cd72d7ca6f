#!/usr/bin/env python3
"""Does a report's page work in a browser, for everybody, without a network?

usage: page_check.py PAGE.html... [--tree tree.csv] [--countenance PATH] [--chromium PATH] [--pictures FOLDER]

Opens each page in headless Chromium (Debian's package `chromium`; playwright and axe from requirements.txt) and fails
when it writes to the console, asks for anything over the network, is wider than a telephone, or when axe-core finds a
serious or critical violation, in light and in dark, opened out, at desktop and telephone width. Tables are sorted by
keyboard. Where the page has the guide's tree, answers are changed by click and by key, the outcome has to change and to
come back, and every combination of the answers that may be changed has to end where `tree.csv` says. Beside a page with
`evidence.json` and `report.json`, some of the combinations are also given to `countenance guide`: the page has to name
the steps that it names, in its order.
`--pictures` also writes screenshots and the printed page (PDF).
"""
import argparse
import csv
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
BAD = {"serious", "critical"}
# A busy machine is not a broken page, ms.
PATIENCE = 180_000


class Wrong(Exception):
    """What is wrong with a page."""


def need(holds, problem):
    if not holds:
        raise Wrong(problem)


def accessible(page, where):
    found = Axe().run(page).response["violations"]
    bad = [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in BAD]
    need(not bad, f"{where}: axe: " + "; ".join(bad))
    return [f"{v['id']} ({v['impact']})" for v in found]


def read_tree(path):
    """node -> (question, answer -> node or outcome), and the first node."""
    nodes, start = {}, None
    with open(path, newline="") as table:
        for row in csv.DictReader(table):
            start = start or row["node"]
            nodes.setdefault(row["node"], (row["question"], {}))[1][row["answer"]] = row["to"]
    return nodes, start


def walked(nodes, start, said):
    node = start
    while node in nodes:
        question, to = nodes[node]
        node = to[said[question]]
    return node


def outcome(page):
    return page.locator(".outcome").get_attribute("data-end")


# Answers every question through the page's own controls and tells where it ended.
ALL = """combinations => combinations.map(said => {
  for (const [question, answer] of Object.entries(said)) {
    const input = document.querySelector(`[data-question="${question}"] input[value="${answer}"]`);
    if (input.checked) continue;
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const steps = [...document.querySelectorAll(".then li")].map(item => item.dataset.step);
  return [document.querySelector(".outcome").dataset.end, steps];
})"""

# Combinations that the program is asked about too.
ASKED = 12


def put_back(page, reported):
    button = page.locator(".reset")
    if button.is_enabled():
        button.click()
    need(outcome(page) == reported, "tree: the answers of the report do not come back")


def tree(page, table):
    nodes, start = read_tree(table)
    reported = outcome(page)
    given, may = {}, {}
    for item in page.locator("[data-question]").all():
        question = item.get_attribute("data-question")
        given[question] = item.locator("input:checked").first.get_attribute("value")
        enabled = [i.get_attribute("value") for i in item.locator("input:enabled").all()]
        may[question] = enabled or [given[question]]
    need(reported == walked(nodes, start, given), f"tree: the page ends at {reported}")
    by_click_and_key(page, may, given, reported)
    questions = sorted(may)
    combinations = [dict(zip(questions, c)) for c in itertools.product(*(may[q] for q in questions))]
    ends = page.evaluate(ALL, combinations)
    for said, (end, _) in zip(combinations, ends):
        need(end == walked(nodes, start, said), f"tree: {said}: the page ends at {end}")
    put_back(page, reported)
    return combinations, ends


def steps(page_path, combinations, ends, countenance):
    """The steps of some combinations as the program names them; how many were compared."""
    evidence, report = page_path.parent / "evidence.json", page_path.parent / "report.json"
    if not (evidence.is_file() and report.is_file() and countenance and Path(countenance).is_file()):
        return 0
    guide = json.loads(report.read_text())["guide"]
    goal = ["--destination", guide["destination"]["destination"]] if guide["destination"] else []
    other = {question: given["answer"] for question, given in guide["answers"].items()}
    every = max(1, len(combinations) // ASKED)
    named = list(zip(combinations, ends))[::every]
    for said, (_, shown) in named:
        with tempfile.TemporaryDirectory() as folder:
            context, out = Path(folder) / "context.toml", Path(folder) / "out"
            context.write_text("".join(f'{q} = "{a}"\n' for q, a in (other | said).items()))
            subprocess.run([countenance.resolve(), "guide", "--context", context, "--evidence", evidence, "-o", out, *goal],
                           check=True, capture_output=True)
            answer = json.loads((out / "guide_answer.json").read_text())["advice"]
        wanted = [step["step"] for step in answer["steps"]]
        need(shown == wanted, f"tree: {said}: steps {shown}, the program says {wanted}")
    need(len({tuple(shown) for _, (_, shown) in named}) > 1, "tree: no answer changes the steps")
    return len(named)


def by_click_and_key(page, may, given, reported):
    """One asked question is answered otherwise by a click, another answer is chosen with the arrow keys."""
    visible = [q for q in may if page.locator(f'[data-question="{q}"]').is_visible() and len(may[q]) > 1]
    need(visible, "tree: no answer can be changed")
    seen = set()
    for question in visible:
        for answer in may[question]:
            control = page.locator(f'[data-question="{question}"] input[value="{answer}"]')
            control.click()
            seen.add(outcome(page))
            need(control.evaluate("c => c === document.activeElement"), f"tree: {question}: the focus is lost")
        put_back(page, reported)
    need(len(seen) > 1, "tree: no click changes the outcome")
    said = page.locator(".outcome .state").inner_text()
    question = visible[0]
    page.locator(f'[data-question="{question}"] input:checked').focus()
    keyed = set()
    for _ in may[question]:
        page.keyboard.press("ArrowDown")
        keyed.add(outcome(page))
        if page.locator(f'[data-question="{question}"] input:checked').get_attribute("value") != given[question]:
            need(page.locator(".outcome .state").inner_text() != said, "tree: a change is not told")
    need(len(keyed) > 1, "tree: no key changes the outcome")
    put_back(page, reported)


def sorts(page):
    heading = page.locator("th.sortable").first
    if heading.count() == 0 or not heading.is_visible():
        return
    button = heading.locator("button")
    for expected in ("ascending", "descending"):
        button.focus()
        page.keyboard.press("Enter")
        need(heading.get_attribute("aria-sort") == expected, f"a table is not sorted: {expected}")


def headings(page):
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    need(levels[:1] == [1] and levels.count(1) == 1, f"headings: {levels[:3]}")
    need(all(b - a <= 1 for a, b in zip(levels, levels[1:])), "headings: a level is left out")
    need(page.locator("html").get_attribute("lang"), "no language")
    bare = page.evaluate("[...document.querySelectorAll('table')].filter(t => !t.caption || !t.querySelector('th[scope]')).length")
    need(bare == 0, f"{bare} tables without caption or scope")


def pictures(page, folder, name):
    folder.mkdir(parents=True, exist_ok=True)
    for size, view in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(view)
        page.screenshot(path=folder / f"{name}-{size}.png", full_page=True)
    page.set_viewport_size(DESKTOP)
    page.pdf(path=folder / f"{name}.pdf", format="A4", prefer_css_page_size=True)


def check(browser, path, args):
    """Opens one page; tells what it found in one line."""
    told, asked = [], []
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    url = path.resolve().as_uri()
    page.on("request", lambda request: asked.append(request.url) if request.url != url else None)
    page.goto(url)
    headings(page)
    sorts(page)
    found = ""
    if page.locator("[data-tree]").count():
        need(page.locator("[data-tree]").is_visible(), "tree: hidden")
        combinations, ends = tree(page, args.tree)
        compared = steps(path, combinations, ends, args.countenance)
        outcomes, lists = len({end for end, _ in ends}), len({tuple(shown) for _, shown in ends})
        found = f"; tree: {len(combinations)} combinations, {outcomes} outcomes, {lists} lists of steps, {compared} as the program says"
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    minor = set()
    for scheme, view in itertools.product(("light", "dark"), (DESKTOP, PHONE)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(view)
        minor |= set(accessible(page, f"{scheme}, {view['width']} px"))
        wide = page.evaluate("document.documentElement.scrollWidth")
        need(wide <= view["width"], f"{view['width']} px: the page is {wide} px wide")
    page.emulate_media(color_scheme="light")
    need(not told, "console: " + "; ".join(told))
    need(not asked, "network: " + "; ".join(asked))
    if args.pictures:
        pictures(page, args.pictures, f"{path.parent.name}-{path.stem}")
    context.close()
    return f"{path.stat().st_size // 1024} KB{found}; minor: {', '.join(sorted(minor)) or 'none'}"


def without_scripts(browser, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    need(page.locator(".tree").count() == 0 or page.locator(".tree-off").is_visible(), "without scripts: no word on the tree")
    context.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--tree", type=Path, default=ROOT / "data/guide/tree.csv")
    parser.add_argument("--countenance", default=ROOT / "target/release/countenance", type=Path)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument("--pictures", type=Path)
    args = parser.parse_args()
    failed = False
    with sync_playwright() as playwright:
        # CI runs as root, where Chromium's own sandbox cannot start; the pages are ours and read no network.
        browser = playwright.chromium.launch(executable_path=args.chromium, args=["--no-sandbox"],
                                             timeout=PATIENCE)
        for path in args.pages:
            try:
                print(f"{path}: {check(browser, path, args)}")
                without_scripts(browser, path)
            except (Wrong, Error) as wrong:
                failed = True
                print(f"{path}: WRONG: {str(wrong).splitlines()[0]}")
        browser.close()
    sys.exit(failed)


if __name__ == "__main__":
    main()
