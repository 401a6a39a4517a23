"""samples/browser/local in Chromium: see wasm.sh.

    wasm.py SITE BROWSER DEPICKLE WORK [FOLDER]      WORK has large.pkl and faults.wasm; FOLDER: keep pictures there"""
import base64
import pathlib
import re
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright
from served import CONTRAST, FORM, Checks, page, serve

site, browser, program, work = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
kept = pathlib.Path(sys.argv[5]) if len(sys.argv) > 5 else None
root = pathlib.Path(__file__).resolve().parents[2]
samples, data = root / "samples/laptop-price", root / "tests/cli/data"
check = Checks("wasm")

# What a worker made as the page makes its own may reach.
OUTSIDE = """address => new Promise(resolve => {
  const source = `fetch('${address}').then(() => postMessage('sent'), () => postMessage('kept in'))`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
  worker.onmessage = ({ data }) => resolve(data);
})"""
DROP = """([name, content]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
  document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
}"""


def text(one, name):
    return one.locator("#" + name).text_content()


def wait(one, words):
    one.wait_for_function("words => document.getElementById('state').textContent.includes(words)", arg=words, timeout=120_000)


def choose(one, path):
    one.set_input_files("#file", str(path))
    wait(one, f"{path.name}: read in")


def picture(one, name):
    if kept:
        one.screenshot(path=str(kept / f"local-{name}.png"), full_page=True)


def convert(one, path, forms):
    """What the page hands out is what the program writes."""
    choose(one, path)
    check(f"{path.name}: verdict", text(one, "word") == "Safe." and text(one, "why") == "", text(one, "word"), text(one, "why"))
    for form, suffix in forms:
        out = work / f"{path.stem}{suffix}"
        subprocess.run([program, "convert", "-q", "-f", "--no-sidecar", path, "-o", out], check=True)
        with one.expect_download(timeout=120_000) as waits:
            one.get_by_role("button", name=f"Save model 1 as {form}").click()
        found = pathlib.Path(waits.value.path()).read_bytes()
        check(f"{path.name} as {form}", found == out.read_bytes() and waits.value.suggested_filename == out.name, len(found))
        wait(one, f"{out.name}: {len(found):,} bytes")


def inspected(one, path):
    said = subprocess.run([program, "inspect", path.name], capture_output=True, text=True, cwd=path.parent)
    check(f"{path.name}: inspect", text(one, "inspect") == said.stdout, text(one, "inspect"), said.stdout)


def refuse(one, path, word, why):
    choose(one, path)
    check(f"{path.name}: refused", word in text(one, "word"), text(one, "word"))
    check(f"{path.name}: offers nothing", one.locator("#models button").count() == 0)
    check(f"{path.name}: says why", text(one, "why").startswith(path.name) and why in text(one, "why"), text(one, "why"))


def hostile(one):
    refuse(one, samples / "predictor-tampered.joblib", "Dangerous", "would call posix.system")
    found = one.locator("#list li").all_text_contents()
    check("names the call", found == ["dangerous: posix.system (os.system), called in pickle: runs programs or changes files"], found)
    check("and what is safe", one.locator("#safe li").count() == 10)
    # Words that try to become markup, or to turn the line around.
    evil = work / "evil.pkl"
    evil.write_bytes(b"c<img src=x onerror=alert(1)>\n\xe2\x80\xaegpj\n(tR.")
    refuse(one, evil, "unknown names", "<img")
    check("markup stays text", one.locator("main img").count() == 0 and "<img" in text(one, "list"), text(one, "list"))
    check("no mark of direction", "\u202e" not in one.locator("main").text_content())


def broken(one):
    whole = (samples / "predictor.pickle").read_bytes()
    for name, content in (("cut.pkl", whole[:5000]), ("empty.pkl", b""), ("note.pkl", b"not a pickle\n")):
        path = work / name
        path.write_bytes(content)
        refuse(one, path, "Damaged", "")


def keyboard(one):
    """The file's field, then the button of the first output, with nothing but keys."""
    one.locator("#file").focus()
    choose(one, data / "forest.pkl")
    check("the focus stays", one.evaluate("document.activeElement.id") == "file")
    one.keyboard.press("Tab")
    check("the next is a button", one.evaluate("document.activeElement.getAttribute('aria-label')") == "Save model 1 as ONNX")
    with one.expect_download() as waits:
        one.keyboard.press("Enter")
    check("a key saves", waits.value.suggested_filename == "forest.onnx")
    wait(one, "forest.onnx: ")
    check("the focus stays on the button", one.evaluate("document.activeElement.textContent") == "ONNX")


def walls(one, address, asked):
    before = len(asked)
    for outside in (f"{address}index.html", "https://example.org/?x"):
        check("the page connects to nothing", one.evaluate("a => fetch(a).then(() => false, () => true)", outside))
        check("nor does its worker", one.evaluate(OUTSIDE, outside) == "kept in")
    check("nothing went out", not [a for a in asked[before:] if not a.startswith("blob:")], asked[before:])


def use(chromium, address, scheme, width):
    name = f"{scheme}-{width}"
    with page(chromium, address, viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True) as (one, said, asked):
        wait(one, "Ready.")
        convert(one, samples / "predictor.pickle", (("ONNX", ".onnx"), ("JSON", ".json"), ("skops", ".skops"), ("C", ".h")))
        inspected(one, samples / "predictor.pickle")
        check(f"{name}: contrast", not (bad := one.evaluate(CONTRAST)), bad)
        check(f"{name}: form", not (bad := one.evaluate(FORM)), bad)
        picture(one, name)
        check(f"{name}: wider than the screen", one.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        hostile(one)
        refuse(one, samples / "predictor-tampered.joblib", "Dangerous", "posix.system")
        one.locator("#count").click()
        picture(one, f"{name}-refused")
        check(f"{name}: contrast where refused", not (bad := one.evaluate(CONTRAST)), bad)
        broken(one)
        convert(one, work / "large.pkl", (("ONNX", ".onnx"),))
        keyboard(one)
        # Dropped, and still at work after all of this.
        one.evaluate(DROP, ["linreg.pkl", base64.b64encode((data / "linreg.pkl").read_bytes()).decode()])
        wait(one, "linreg.pkl: read in")
        check(f"{name}: dropped", text(one, "word") == "Safe.")
        check(f"{name}: console", not said, said)
        away = [a for a in asked if not a.startswith((address, "blob:" + address))]
        check(f"{name}: requests", len(asked) >= 6 and not away, away)
        walls(one, address, asked)


def faults(chromium):
    """A module that fails in the place of ours: the page says so, and reads the next file."""
    other = work / "site"
    shutil.copytree(site, other)
    content = base64.b64encode((work / "faults.wasm").read_bytes()).decode()
    script = other / "module.js"
    script.write_text(re.sub('wasm = "[^"]*"', f'wasm = "{content}"', script.read_text()))
    for name in "trap.pkl", "loop.pkl", "fine.pkl":
        (work / name).write_bytes(b"N.")
    with serve(other) as address, page(chromium, address, viewport={"width": 1200, "height": 900}) as (one, said, _):
        wait(one, "Ready.")
        choose(one, work / "fine.pkl")
        check("fine", text(one, "word") == "Safe.")
        one.set_input_files("#file", str(work / "trap.pkl"))
        wait(one, "trap.pkl: given up after")
        check("a fault is told", text(one, "word") == "Not read." and text(one, "why") == "depickle stopped: unreachable", text(one, "why"))
        choose(one, work / "fine.pkl")
        check("fine after a fault", text(one, "word") == "Safe.")
        one.set_input_files("#file", str(work / "loop.pkl"))
        wait(one, "Reading loop.pkl")
        one.get_by_role("button", name="Stop").click()
        wait(one, "loop.pkl: given up after")
        check("stopped", text(one, "why") == "Stopped." and one.locator("#stop").is_hidden())
        choose(one, work / "fine.pkl")
        check("fine after a stop", text(one, "word") == "Safe.")
        check("console", not said, said)


def main():
    with sync_playwright() as p, serve(site) as address:
        chromium = p.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        use(chromium, address, "light", 1200)
        use(chromium, address, "dark", 360)
        faults(chromium)
        chromium.close()
    return check.end(90)


if __name__ == "__main__":
    sys.exit(main())
