/* The style of the page: one column, cards on a quiet ground, light and dark, on paper too. Colours keep a contrast of at least
 * 4.5 to 1 for text; nothing is told by colour alone. */
#include "page/sections.h"

/* clang-format off */
const char *const dp_page_style[] = {
    ":root{color-scheme:light dark;--ground:#f5f6f9;--card:#fff;--sunk:#f0f2f6;--line:#dfe3ea;--ink:#171b26;--soft:#555e6f;"
    "--accent:#3550c8;--accent-2:#7d93f2;--less:#b4582a;--good:#166a43;--good-bg:#e3f4ea;--bad:#a3241f;--bad-bg:#fce9e7;"
    "--warn:#7d5300;--warn-bg:#fdf1d7;--shadow:0 1px 2px rgba(23,27,38,.05),0 6px 20px rgba(23,27,38,.05);--c0:#3d64d8;--c1:#d9792b;"
    "--c2:#23926b;--c3:#b8478f;--c4:#8a6d1e;--c5:#1d8aa8;--c6:#7a56cf;--c7:#8b5a4a}\n",
    "@media(prefers-color-scheme:dark){:root{--ground:#0e1117;--card:#161a22;--sunk:#1e232d;--line:#2c333f;--ink:#e7eaf0;"
    "--soft:#a0a9b8;--accent:#9db0ff;--accent-2:#6f88ef;--less:#f0a273;--good:#7fd9aa;--good-bg:#12291f;--bad:#ff9a92;"
    "--bad-bg:#35181a;--warn:#f2c56b;--warn-bg:#30260f;--shadow:none;--c0:#7d9bff;--c1:#f0a05a;--c2:#5fcba4;--c3:#e689c2;"
    "--c4:#d8bb62;--c5:#63c6e2;--c6:#b79bff;--c7:#d39a87}}\n",
    "*{box-sizing:border-box}html{-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:1rem}\n",
    "@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}\n",
    "body{margin:0;background:var(--ground);color:var(--ink);font:400 1rem/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Helvetica Neue\",\"Liberation Sans\",Arial,sans-serif;font-variant-numeric:tabular-nums;padding:0 clamp(1rem,4vw,2.5rem);"
    "overflow-wrap:anywhere}\n",
    "body>*{max-width:76rem;margin-inline:auto}\n",
    "code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,\"Liberation Mono\",monospace;font-size:.875em}\n",
    "a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}\n",
    ".skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:1}\n",
    ".unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\n",
    ".dim,.rest{color:var(--soft);font-weight:400}.num{text-align:right;white-space:nowrap}.path{color:var(--soft);font-weight:400}\n",
    /* head */
    ".top{padding:clamp(2rem,6vw,4rem) 0 1.25rem}.kicker{margin:0;color:var(--soft);font-size:.8125rem;font-weight:600;"
    "letter-spacing:.08em;text-transform:uppercase}\n",
    "h1{margin:.35rem 0 .25rem;font-size:clamp(1.75rem,1.2rem + 2.6vw,2.75rem);line-height:1.15;letter-spacing:-.02em;"
    "font-weight:700}\n",
    ".sub{margin:0;color:var(--soft);font-size:1.0625rem}\n",
    "nav ul{display:flex;flex-wrap:wrap;gap:.375rem;list-style:none;margin:0 0 1.25rem;padding:0}\n",
    "nav a{display:block;padding:.3rem .85rem;border:1px solid var(--line);border-radius:99px;background:var(--card);"
    "color:var(--ink);font-size:.875rem;text-decoration:none}nav a:hover{border-color:var(--accent);color:var(--accent)}\n",
    /* cards */
    "main>section{background:var(--card);border:1px solid var(--line);border-radius:16px;box-shadow:var(--shadow);"
    "padding:clamp(1.125rem,3vw,2rem);margin:0 0 1.25rem}\n",
    "h2{margin:0 0 1rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.012em}h3{margin:2rem 0 .75rem;font-size:1.0625rem;"
    "line-height:1.35}h4{margin:1.5rem 0 .5rem;font-size:.9375rem}h2+section>h3,h2+h3{margin-top:0}p{margin:.5rem 0}\n",
    ".part+.part{border-top:1px solid var(--line);margin-top:2rem}.part+.part>h3{margin-top:1.5rem}\n",
    /* verdict */
    ".verdict{display:flex;gap:1rem;align-items:flex-start;border-radius:12px;padding:1rem 1.25rem;background:var(--warn-bg);"
    "color:var(--warn)}.verdict.safe{background:var(--good-bg);color:var(--good)}.verdict.dangerous{background:var(--bad-bg);"
    "color:var(--bad)}.verdict.corrupt{background:var(--bad-bg);color:var(--bad)}\n",
    ".verdict svg{flex:none;width:2rem;height:2rem}.verdict circle{fill:currentColor}.verdict path{fill:none;stroke:var(--card);"
    "stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}\n",
    ".verdict p{margin:.1rem 0;color:var(--ink)}.verdict>div{min-width:0}.verdict .word{font-size:1.1875rem;font-weight:700;"
    "color:inherit}.fault code{font-weight:600}\n",
    ".tag{display:inline-block;padding:0 .5em;border:1px solid currentColor;border-radius:99px;font-size:.75rem;line-height:1.5;"
    "font-weight:500;vertical-align:.12em;color:var(--soft);white-space:nowrap}.verdict .tag{color:inherit}\n",
    /* facts */
    ".facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));gap:1rem 1.5rem;margin:1.5rem 0}"
    "dt{color:var(--soft);font-size:.8125rem}dd{margin:0;font-weight:500}\n",
    ".digests caption{text-align:left;color:var(--soft);font-size:.8125rem;padding-bottom:.25rem}.digests th{white-space:nowrap;"
    "width:1%}.hash{display:flex;flex-wrap:wrap;column-gap:.55em}\n",
    /* tables */
    "table{border-collapse:collapse;width:100%;font-size:.9375rem}th,td{padding:.4rem .75rem .4rem 0;text-align:left;"
    "vertical-align:baseline;border-top:1px solid var(--line);font-weight:400}td,thead th{overflow-wrap:break-word}th:last-child,"
    "td:last-child{padding-right:0}thead th{border-top:0;color:var(--soft);font-size:.8125rem;white-space:nowrap}"
    "tbody th{font-weight:500;min-width:7rem}th.num,td.num{text-align:right}\n",
    ".scroll,.canvas{overflow-x:auto}.scroll{margin:.5rem 0}\n",
    ".chart th[scope=row]{max-width:18rem}.chart .wide{width:40%;min-width:7rem}.chart td,.chart tbody th{vertical-align:middle}"
    ".bar{display:block;width:100%;height:.625rem;border-radius:3px}\n",
    ".where{width:9.5rem;min-width:7rem}.spark{display:block;width:100%;height:1.375rem}.range{display:flex;"
    "justify-content:space-between;gap:.5rem;color:var(--soft);font-size:.75rem;line-height:1.3}.range.one{justify-content:center}"
    ".names{table-layout:auto}\n",
    "svg .rail{fill:var(--sunk)}svg .more{fill:var(--accent-2)}svg .less{fill:var(--less)}svg .zero{fill:var(--soft)}\n",
    ".params .set th code{font-weight:700}.params .set .tag{color:var(--accent)}.params tr:not(.set) th{color:var(--soft)}\n",
    ".names td{white-space:nowrap}.names tbody th p{margin:.1rem 0;color:var(--soft);font-weight:400}.names tbody th{min-width:14rem}"
    ".names .dangerous .tag{color:var(--bad)}.names .unknown .tag{color:var(--warn)}.names .safe .tag{color:var(--good)}\n",
    /* chips, boxes */
    ".chips{display:flex;flex-wrap:wrap;gap:.375rem;list-style:none;margin:.5rem 0;padding:0}.chips li{background:var(--sunk);"
    "border-radius:6px;padding:.125rem .5rem;font-size:.9375rem;max-width:100%}\n",
    ".columns{columns:14rem;column-gap:1.5rem;list-style:none;margin:.5rem 0;padding:0;font-size:.9375rem}"
    ".columns li{break-inside:avoid;padding:.2rem 0;border-top:1px solid var(--line);display:flex;gap:.75rem}"
    ".columns .dim{min-width:2.5ch;text-align:right}\n.dot{width:.625rem;height:.625rem;margin-right:.4rem}\n",
    ".boxes,.boxes ol,.boxes ul.side{list-style:none;margin:0;padding:0}.box{border:1px solid var(--line);border-radius:12px;"
    "padding:.75rem 1rem;background:var(--card)}\n",
    ".box .box{background:var(--ground)}.box .box .box{background:var(--card)}.box p{margin:.125rem 0}.box>ol,"
    ".box>ul.side{margin-top:.75rem}\n",
    ".side{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:.75rem}\n",
    ".line>li{position:relative}.line>li+li{padding-top:1.5rem}.line>li+li::before{content:\"\";position:absolute;top:.25rem;"
    "left:1.5rem;width:2px;height:.75rem;background:var(--soft)}.line>li+li::after{content:\"\";position:absolute;top:.625rem;"
    "left:calc(1.5rem - 3px);width:6px;height:6px;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(45deg)}\n",
    ".stands{font-size:.875rem;color:var(--soft)}.stands.good{color:var(--good)}.stands.bad{color:var(--bad)}"
    "strong.stands{font-size:1rem}\n",
    /* tiles, figures */
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.75rem;margin:.75rem 0}"
    ".tiles div{background:var(--sunk);border-radius:12px;padding:.75rem 1rem}.tiles dd{font-size:1.375rem;font-weight:650;"
    "line-height:1.25;letter-spacing:-.01em}\n",
    ".figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:1.25rem;margin:1rem 0}"
    "figure{margin:0}figcaption{font-size:.875rem;font-weight:500;margin-bottom:.375rem}figcaption span{display:block}"
    ".figure{display:block;width:100%;height:5rem;border-bottom:1px solid var(--line)}\n",
    /* details */
    "details{margin:.5rem 0}summary{cursor:pointer;padding:.3rem 0;font-weight:500}summary:hover{color:var(--accent)}"
    "td details{margin:0}td summary{padding:0;font-weight:400;white-space:nowrap}\n",
    ".branch{margin:.25rem 0 .25rem .5rem;padding-left:1rem;border-left:2px solid var(--line)}\n",
    /* trees */
    ".canvas{padding:.5rem 0 .75rem}.tree{display:block;margin-inline:auto;"
    "font-size:12.5px}.tree text{text-anchor:middle;fill:var(--ink)}.tree .name{font-weight:650}.tree .dim{fill:var(--soft)}\n",
    ".tree .card{fill:var(--sunk);stroke:var(--line)}.tree .leaf .card{fill:var(--card);stroke:var(--soft)}"
    ".tree .heat{fill:var(--accent-2)}.tree .edge,.tree .more-below{fill:none;stroke:var(--soft);stroke-width:1.4}\n",
    "svg .c0{fill:var(--c0)}svg .c1{fill:var(--c1)}svg .c2{fill:var(--c2)}svg .c3{fill:var(--c3)}svg .c4{fill:var(--c4)}"
    "svg .c5{fill:var(--c5)}svg .c6{fill:var(--c6)}svg .c7{fill:var(--c7)}\n",
    /* code */
    "pre{background:var(--sunk);border-radius:12px;padding:1rem 1.25rem;overflow-x:auto;line-height:1.5;overflow-wrap:normal}\n",
    "footer{padding:1rem 0 3rem;color:var(--soft);font-size:.875rem}.note{color:var(--soft)}\n",
    "@media(max-width:40rem){.verdict{padding:.875rem 1rem}.digests tr,.digests th,.digests td{display:block;width:auto;"
    "padding-right:0}.digests td{border-top:0;padding-top:0}.chart .wide{min-width:5rem}.box{padding:.625rem .75rem}"
    ".branch{margin-left:0;padding-left:.75rem}}\n",
    "@media print{:root{--ground:#fff;--card:#fff;--sunk:#f3f4f7;--line:#c9ced6;--ink:#000;--soft:#444;--shadow:none}"
    "body{font-size:10pt;padding:0}nav,.skip{display:none}main>section{border:0;padding:0;margin:0 0 1.5rem;border-radius:0}.box,"
    ".verdict,figure,tr,.tiles div{break-inside:avoid}h2,h3,h4,summary{break-after:avoid}.scroll,.canvas{overflow:visible}"
    ".tree{max-width:100%;height:auto}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
    "pre{break-inside:avoid;white-space:pre-wrap}footer{padding:0}"
    /* paper has nothing to open: all but what is below a tree's picture, which would be hundreds of pictures */
    ".branch:not([open]),.branch details:not([open]){display:none}}\n",
    "@media print{details::details-content{content-visibility:visible;block-size:auto}summary{list-style:none}}\n",
    NULL,
};
/* clang-format on */
