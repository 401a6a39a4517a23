"""What the checks of served pages share: a server of files on this machine, pages whose console and requests are noted, and
judgements of contrast, width and labels."""
import contextlib
import functools
import http.server
import threading

# Contrast of each text with what is behind it, as WCAG 2 defines it; text over drawings is left to the eye.
CONTRAST = """() => {
  const parse = c => { const m = c.match(/[0-9.]+/g).map(Number); return m.length > 3 ? m : [...m, 1] };
  const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }); return .2126 * r + .7152 * g + .0722 * b };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c } return [255, 255, 255, 1] };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement;
    if (!n.data.trim() || e.closest('svg') || !e.getClientRects().length) continue;
    const a = light(parse(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e).slice(0, 3));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(ratio.toFixed(2) + ' ' + e.tagName + '.' + e.className + ' ' + n.data.trim().slice(0, 30));
  }
  return bad.slice(0, 5);
}"""

# Fields without a label, scripts and handlers in the page itself, an id twice.
FORM = """() => {
  const bad = [];
  ['main', 'h1', 'header', 'html[lang]', 'head > title', 'meta[http-equiv=Content-Security-Policy]'].forEach(s =>
    document.querySelectorAll(s).length === 1 || bad.push('not one ' + s));
  document.querySelectorAll('input,select,textarea,button').forEach(e => {
    if (!(e.labels && e.labels.length && e.labels[0].textContent.trim()) && !e.getAttribute('aria-label') && !e.textContent.trim()) bad.push('no label: ' + e.outerHTML.slice(0, 60));
  });
  document.querySelectorAll('script:not([src]),style,[style],[onload],[onclick],[onchange],[onsubmit]').forEach(e => bad.push('in line: ' + e.tagName));
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) bad.push('an id twice');
  return bad.slice(0, 5);
}"""


class Checks:
    """Counts, and says what failed."""

    def __init__(self, name):
        self.name, self.counts = name, {True: 0, False: 0}

    def __call__(self, what, good, *more):
        self.counts[bool(good)] += 1
        if not good:
            print(f"{self.name}: FAILED {what}", *more)

    def end(self, least):
        print(f"{self.name}: {self.counts[True]} passed, {self.counts[False]} failed")
        return self.counts[False] != 0 or self.counts[True] < least


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serve(folder):
    """The address of a server of a folder's files, on this machine alone."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


@contextlib.contextmanager
def page(chromium, address, **options):
    """(page, what its console said, which addresses it asked for)"""
    said, asked = [], []
    context = chromium.new_context(**options)
    one = context.new_page()
    one.on("console", lambda m: said.append(m.text))
    one.on("pageerror", lambda e: said.append(str(e)))
    one.on("dialog", lambda d: (said.append("dialog " + d.message), d.dismiss()))
    context.on("request", lambda r: asked.append(r.url))
    one.goto(address)
    try:
        yield one, said, asked
    finally:
        context.close()
