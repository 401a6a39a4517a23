"""samples/browser in Chromium: see page.sh."""
import csv
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import TimeoutError, sync_playwright
from served import CONTRAST, FORM, Checks, page, serve

site, browser = pathlib.Path(sys.argv[1]), sys.argv[2]
kept = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
check = Checks("page")
SETTLED = "() => { const s = document.getElementById('state'); return s.textContent === 'Ready.' || s.dataset.outcome === 'wrong' }"


def text(one, name):
    return one.locator("#" + name).text_content()


def right(one, name):
    return one.locator("#" + name).get_attribute("data-outcome") == "right"


def prices():
    with open(site / "laptop-price/expected.csv", encoding="ascii") as file:
        return [float(price) for price, in list(csv.reader(file))[1:]]


def form(one):
    """By the form, as a reader uses it: the recorded prices, and a price that moves with what is entered."""
    for i, price in enumerate(prices()):
        one.select_option("#Example", str(i))
        try:
            one.wait_for_function("price => document.getElementById('exactly').textContent === `exactly ${price}`", arg=price, timeout=10_000)
            check(f"laptop {i + 1}", True)
        except TimeoutError:
            check(f"laptop {i + 1}", False, text(one, "exactly"), price)
    before = text(one, "exactly")
    one.fill("#Ram", "64" if one.input_value("#Ram") != "64" else "2")
    one.wait_for_function("before => document.getElementById('exactly').textContent !== before", arg=before, timeout=10_000)
    check("more memory costs otherwise", text(one, "price").startswith("€"))
    one.fill("#Ram", "")
    one.wait_for_function("document.getElementById('price').textContent === '–'", timeout=10_000)
    check("no price without memory", "complete" in text(one, "exactly"))


def keyboard(one):
    """Tab reaches every field."""
    one.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(20):
        one.keyboard.press("Tab")
        reached.add(one.evaluate("document.activeElement.id"))
    wanted = set(one.evaluate("[...document.querySelectorAll('input,select')].map(e => e.id)"))
    check("keyboard", len(wanted) == 12 and wanted <= reached, wanted - reached)


def whole(chromium, address):
    for scheme, width in (("light", 1200), ("dark", 1200), ("light", 360)):
        with page(chromium, address + "browser/", viewport={"width": width, "height": 900}, color_scheme=scheme) as (one, said, asked):
            one.wait_for_function(SETTLED, timeout=60_000)
            name = f"{scheme} {width}"
            check(f"{name}: ready", text(one, "state") == "Ready.", text(one, "state"))
            check(f"{name}: probes", right(one, "probes") and "60 rows" in text(one, "probes"), text(one, "probes"))
            check(f"{name}: recorded", right(one, "recorded") and "20 prices" in text(one, "recorded"), text(one, "recorded"))
            if width > 1000 and scheme == "light":
                form(one)
                keyboard(one)
            check(f"{name}: contrast", not (bad := one.evaluate(CONTRAST)), bad)
            check(f"{name}: form", not (bad := one.evaluate(FORM)), bad)
            check(f"{name}: wider than the screen", one.evaluate("document.documentElement.scrollWidth <= innerWidth"))
            check(f"{name}: console", not said, said)
            check(f"{name}: requests", len(asked) > 8 and all(a.startswith(address) for a in asked), asked)
            if kept:
                one.screenshot(path=str(kept / f"page-{scheme}-{width}.png"), full_page=True)
            # The policy, not the page's good will, keeps what is typed here.
            kept_in = one.evaluate("fetch('https://example.org/?typed=1').then(() => false, () => true)")
            check(f"{name}: nothing can be sent", kept_in)


def altered(chromium, address):
    """Files whose stored answers are wrong, a model that prices otherwise, and no model."""
    file = site / "browser/laptop.onnx"
    honest = file.read_bytes()
    file.chmod(0o644)
    with tempfile.TemporaryDirectory() as scratch:
        made = subprocess.run([sys.executable, pathlib.Path(__file__).parents[1] / "gen/probes.py", file, scratch], capture_output=True, text=True, check=True)
        wrong = {name: (pathlib.Path(scratch) / name).read_bytes() for name in made.stdout.split()}
    check("altered files", len(wrong) > 0, made.stderr)
    for name, data in (*wrong.items(), ("cut", honest[: len(honest) // 2])):
        file.write_bytes(data)
        with page(chromium, address + "browser/") as (one, _, _):
            one.wait_for_function(SETTLED, timeout=60_000)
            check(f"{name}: noticed", not right(one, "probes") and "✓" not in text(one, "state"), text(one, "probes"))
    file.write_bytes(honest)
    expected = site / "laptop-price/expected.csv"
    words = expected.read_text("ascii")
    expected.write_text(words.replace("273.48922506012514", "273.4892250601252"), "ascii")
    with page(chromium, address + "browser/") as (one, _, _):
        one.wait_for_function(SETTLED, timeout=60_000)
        check("another price by one ulp: noticed", text(one, "recorded").startswith("1 of 20"), text(one, "recorded"))
    expected.write_text(words, "ascii")
    file.unlink()
    with page(chromium, address + "browser/") as (one, _, _):
        one.wait_for_function(SETTLED, timeout=60_000)
        check("no model: told", "404" in text(one, "state"), text(one, "state"))


def documented(chromium, address):
    """docs/browser.md 1: the answer for the first of the sample's rows; and the server of samples/browser/README.md 0."""
    blocks = [sys.executable, pathlib.Path(__file__).parents[1] / "documents/blocks.py", "--print"]
    code = subprocess.run([*blocks, "docs/browser.md", "1"], capture_output=True, text=True, check=True).stdout
    with open(site / "laptop-price/rows.csv", encoding="ascii") as file:
        row = ",".join(list(csv.reader(file))[1])
    (site / "browser/block.html").write_text(
        f"<!doctype html><link rel=icon href=data:,><script type=module>const row = [{row}];\n{code}\ndocument.title = answers[session.outputNames[0]].data[0]</script>", "utf-8")
    with page(chromium, address + "browser/block.html") as (one, said, _):
        one.wait_for_function("document.title !== ''", timeout=60_000)
        check("docs/browser.md 1", float(one.title()) == prices()[0], one.title())
        check("docs/browser.md 1: console", not said, said)
    line = subprocess.run([*blocks, "samples/browser/README.md", "0"], capture_output=True, text=True, check=True).stdout.splitlines()[2]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with subprocess.Popen(line.replace("8000", port).split(), cwd=site / "browser", stderr=subprocess.DEVNULL) as server:
        while server.poll() is None and socket.socket().connect_ex(("127.0.0.1", int(port))) != 0:
            time.sleep(0.05)
        with page(chromium, f"http://127.0.0.1:{port}/browser/") as (one, _, _):
            one.wait_for_function(SETTLED, timeout=60_000)
            check("the server of the README", text(one, "state") == "Ready.", text(one, "state"))
        server.terminate()


def main():
    with sync_playwright() as p, serve(site) as address:
        chromium = p.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        whole(chromium, address)
        documented(chromium, address)
        altered(chromium, address)
        chromium.close()
    return check.end(50)


if __name__ == "__main__":
    sys.exit(main())
