"""Pages of `depickle report` in a browser: see browser.sh."""
import pathlib
import re
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright
from served import CONTRAST

program, browser = sys.argv[1:3]
kept = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
tests = pathlib.Path(__file__).resolve().parent.parent
shared = tests.parent.parent / "shared"
counts = {True: 0, False: 0}

WIDTHS = {"phone": 360, "desk": 1440}

WIDE = """() => document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll('body *')].filter(e =>
  e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll,.canvas,pre')).slice(0, 5).map(e => e.tagName + '.' + e.className) : []"""

# Landmarks, one first heading, no level left out, each picture and each region with a name.
FORM = """() => {
  const bad = [], one = s => document.querySelectorAll(s).length === 1 || bad.push('not one ' + s);
  ['main', 'nav', 'h1', 'header', 'footer', 'html[lang]', 'head > title'].forEach(one);
  let before = 1;
  document.querySelectorAll('h1,h2,h3,h4').forEach(h => { const n = +h.tagName[1]; if (n > before + 1) bad.push('level left out before ' + h.textContent); before = n });
  document.querySelectorAll('[role=img],[role=group]').forEach(e => {
    const by = e.getAttribute('aria-labelledby');
    if (!e.getAttribute('aria-label') && !(by && document.getElementById(by))) bad.push('no name: ' + e.outerHTML.slice(0, 60));
  });
  document.querySelectorAll('svg:not([role]):not([aria-hidden])').forEach(e => bad.push('a picture that is neither named nor hidden'));
  document.querySelectorAll('a[href^="#"]').forEach(a => document.querySelector(a.getAttribute('href')) || bad.push('leads nowhere: ' + a.hash));
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) bad.push('an id twice');
  document.querySelectorAll('script,img,iframe,object,embed,link,style ~ style,form,[style],[src],[onload],[onclick]').forEach(e => bad.push('not to be there: ' + e.tagName));
  return bad.slice(0, 5);
}"""

# What scrolls can be reached by keyboard, and so can what opens.
KEYS = """() => [...document.querySelectorAll('.scroll,.canvas,pre')].filter(e => e.scrollWidth > e.clientWidth && e.tabIndex < 0).length"""


def check(what, good, *more):
    counts[bool(good)] += 1
    if not good:
        print("browser:", what, *more)


def strings():
    """Pickles whose words try to become markup."""
    evil = ["</title><script>document.title='x'</script>", "\"><img src=x onerror=alert(1)>", "\u202egpj.exe", "x" * (1 << 20), "a\x00b\x1b[31m"]
    import pickle
    yield "words.pkl", pickle.dumps({word: [word, {word: 1.5}] for word in evil}, 4)
    yield "hostile.pkl", b"cposix\nsystem\n(V<script>x</script>\ntR."
    forest = (tests / "cli/data/forest.pkl").read_bytes()
    yield "broken.pkl", forest[: len(forest) // 2]


def files(folder):
    cases = ["forests/good-rf-clf3-str-1.9", "forests/good-rf-clf-multi-1.9", "boosting/good-gb-clf3-1.9", "boosting/good-hgb-reg-cat-1.9",
             "trees/good-tree-clf-balanced-1.9", "forests/good-wrap-dict-1.9"]
    yield "laptop", tests.parent / "samples/laptop-price/predictor.pickle"
    for case in cases:
        yield case.split("/")[1], tests / "cases" / case / "input.pkl"
    for form in ("steps", "linear", "several"):
        yield form, next(iter(sorted((tests / "cases" / form).glob("good-*/input.pkl"))))
    yield "table", tests / "cli/data/tables/frame-2.2.p4.pkl"
    for name, data in strings():
        path = folder / name
        path.write_bytes(data)
        yield path.stem, path
    for path in sorted(shared.glob("hostile/strings/*"))[:: 5]:
        yield "strings-" + path.stem, path
    fixture = tests.parent.parent.parent / "fix/py312-sk152-np2"
    for name in ("laptop_pipeline", "pipe_make_logreg"):
        if (fixture / name / "pickle-p4.pkl").exists():
            yield name, fixture / name / "pickle-p4.pkl"


def look(chromium, name, page_file):
    for scheme, view in (("light", "desk"), ("dark", "desk"), ("light", "phone")):
        said, asked = [], []
        context = chromium.new_context(viewport={"width": WIDTHS[view], "height": 900}, color_scheme=scheme, java_script_enabled=True)
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text))
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("dialog", lambda d: (said.append("dialog " + d.message), d.dismiss()))
        page.on("request", lambda r: asked.append(r.url))
        page.goto(page_file.as_uri())
        if kept:
            page.screenshot(path=str(kept / f"{name}-{view}-{scheme}.png"), full_page=True)
        if view == "desk":
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            check(f"{name} {scheme}: contrast", not (bad := page.evaluate(CONTRAST)), bad)
        check(f"{name} {view} {scheme}: wider than the screen", not (bad := page.evaluate(WIDE)), bad)
        check(f"{name} {view} {scheme}: keyboard", page.evaluate(KEYS) == 0)
        if (view, scheme) == ("desk", "light"):
            check(f"{name}: form", not (bad := page.evaluate(FORM)), bad)
            page.keyboard.press("Tab")
            check(f"{name}: the first stop skips to the report", page.evaluate("document.activeElement.className") == "skip")
            page.emulate_media(media="print")
            check(f"{name}: paper", page.pdf(format="A4")[:5] == b"%PDF-")
        check(f"{name} {view} {scheme}: console", not said, said)
        check(f"{name} {view} {scheme}: requests", asked == [page_file.as_uri()], asked)
        context.close()


def main():
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as p:
        folder = pathlib.Path(scratch)
        chromium = p.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for name, path in files(folder):
            out = folder / f"{name}.html"
            done = subprocess.run([program, "report", "-q", str(path), "-o", str(out)], capture_output=True, text=True)
            check(f"{name}: exit code {done.returncode}", done.returncode in (0, 1, 3, 7, 8), done.stderr[:200])
            if not out.exists():
                check(f"{name}: has no page", False, done.stderr[:200])
                continue
            check(f"{name}: {out.stat().st_size} bytes", out.stat().st_size < 2_000_000)
            check(f"{name}: no control characters", not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]", out.read_bytes()))
            look(chromium, name, out)
        chromium.close()
    print(f"browser: {counts[True]} passed, {counts[False]} failed")
    return counts[False] != 0 or counts[True] < 100


if __name__ == "__main__":
    sys.exit(main())
