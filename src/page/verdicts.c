/* What was found out: whether the written file computes what the model does, and each name that the file reaches for. */
#include "page/sections.h"

#include <inttypes.h>

enum { MOST_NAMES = 400, MOST_SAFE = 200, MOST_WARNINGS = 100 };

/* ---- verification ---- */

static void put_proved(dp_html *h, const dp_checked *c)
{
    dp_html_raw(h, "The ONNX file computes exactly what was read from the file, for every input: ");
    if (c->trees != 0) {
        dp_html_count(h, c->trees);
        dp_html_raw(h, c->trees == 1 ? " tree and " : " trees and ");
        dp_html_count(h, c->nodes);
        dp_html_raw(h, " nodes were compared one by one, and all that is computed around them. Worst difference: 0.");
    } else {
        dp_html_raw(h, "every number was compared, and all that is computed with them. Worst difference: 0.");
    }
}

static void put_tested(dp_html *h, const dp_checked *c)
{
    dp_html_raw(h, "Model and ONNX file were asked ");
    dp_html_count(h, c->rows);
    dp_html_raw(h, c->splits != 0 && c->missed == 0 ? " rows chosen at its decisions, and their " : " rows, and their ");
    dp_html_count(h, c->values);
    dp_html_rawf(h, " answers compared. Worst difference: %" PRIu64 " ulp", c->worst_ulp);
    if (c->worst_abs != 0) {
        dp_html_raw(h, " (");
        dp_html_number(h, c->worst_abs);
        dp_html_raw(h, ")");
    }
    dp_html_raw(h, ".");
}

static void put_check(dp_html *h, const dp_checked *c)
{
    static const struct {
        const char *word, *tone;
    } rows[] = {
        [DP_CHECKED_PROVED] = {"proved", "good"},       [DP_CHECKED_TESTED] = {"tested", "good"},
        [DP_CHECKED_DIFFERS] = {"differs", "bad"},      [DP_CHECKED_LARGE] = {"not compared here", ""},
        [DP_CHECKED_BLOCKED] = {"not converted", "bad"}, [DP_CHECKED_FAULT] = {"not compared", "bad"},
    };
    dp_html_rawf(h, "<p><strong class=\"stands %s\">%s</strong> ", rows[c->state].tone, rows[c->state].word);
    switch (c->state) {
    case DP_CHECKED_PROVED: put_proved(h, c); break;
    case DP_CHECKED_TESTED: put_tested(h, c); break;
    case DP_CHECKED_LARGE:
        dp_html_raw(h, "The model is large: <code>depickle convert</code> and <code>depickle verify --against</code> compare all of it.");
        break;
    case DP_CHECKED_DIFFERS:
    case DP_CHECKED_BLOCKED:
    case DP_CHECKED_FAULT: dp_html_text(h, c->why); break;
    }
    dp_html_raw(h, "</p>\n");
}

void dp_put_verification(dp_html *h, const dp_view_of *v)
{
    if (v->n_checked == 0) {
        return;
    }
    dp_section(h, 2, "verification", "Verification");
    for (size_t i = 0; i < v->n_checked; i++) {
        if (v->n_checked > 1) {
            dp_html_between(h, "<h3><code class=\"path\">", v->what->model[i]->path, "</code></h3>");
        }
        put_check(h, &v->checked[i]);
    }
    dp_section_end(h);
}

/* ---- findings ---- */

static void put_name(dp_html *h, const dp_name_use *use)
{
    dp_html_rawf(h, "<tr class=\"%s\"><td><span class=\"tag\">%s</span></td><th scope=\"row\"><code>", dp_verdict_name(use->verdict),
                 dp_verdict_name(use->verdict));
    dp_html_text(h, use->name);
    dp_html_raw(h, "</code>");
    if (use->canonical != NULL && use->canonical[0] != '\0') {
        dp_html_between(h, " <span class=\"dim\">is</span> <code>", use->canonical, "</code>");
    }
    if (use->reason != NULL && use->reason[0] != '\0') {
        dp_html_between(h, "<p>", use->reason, "</p>");
    }
    dp_html_rawf(h, "</th><td>%s</td><td>%s</td><td class=\"num\">", dp_reach_name(use->reach), dp_place_name(use->place));
    if (use->offset != DP_NO_OFFSET) {
        dp_html_rawf(h, "<code>0x%" PRIx64 "</code>", use->offset);
    }
    dp_html_raw(h, "</td><td class=\"num\">");
    dp_html_count(h, use->count);
    dp_html_raw(h, "</td></tr>\n");
}

static void put_names(dp_html *h, const dp_record *r, bool safe, size_t most)
{
    size_t shown = 0;
    size_t all = 0;
    dp_html_raw(h, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Names\"><table class=\"names\"><thead><tr>"
                   "<th scope=\"col\">Verdict</th>"
                   "<th scope=\"col\">Name</th><th scope=\"col\">Reached</th><th scope=\"col\">Where</th><th scope=\"col\" class=\"num\">Offset</th>"
                   "<th scope=\"col\" class=\"num\">Times</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < r->n_names; i++) {
        bool this_one = (r->names[i].verdict == DP_SAFE) == safe;
        all += this_one;
        if (this_one && shown < most && !dp_html_full(h)) {
            put_name(h, &r->names[i]);
            shown++;
        }
    }
    dp_html_raw(h, "</tbody></table></div>\n");
    if (shown < all) {
        dp_html_rawf(h, "<p class=\"dim\">and %zu more: <code>depickle scan --json</code> lists all.</p>\n", all - shown);
    }
}

static void put_warnings(dp_html *h, const dp_record *r)
{
    if (r->n_warnings == 0) {
        return;
    }
    dp_html_raw(h, "<h3>Warnings</h3><ul>");
    for (size_t i = 0; i < r->n_warnings && i < MOST_WARNINGS; i++) {
        dp_html_between(h, "<li>", r->warnings[i], "</li>\n");
    }
    dp_html_raw(h, "</ul>\n");
}

void dp_put_findings(dp_html *h, const dp_view_of *v)
{
    const dp_record *r = v->record;
    size_t unsafe = 0;
    for (size_t i = 0; i < r->n_names; i++) {
        unsafe += r->names[i].verdict != DP_SAFE;
    }
    dp_section(h, 2, "findings", "Findings of scan");
    if (unsafe != 0) {
        dp_html_rawf(h, "<p>%zu use%s of names that are not known to be safe. Nothing of this was imported or called.</p>\n", unsafe,
                     unsafe == 1 ? "" : "s");
        put_names(h, r, false, MOST_NAMES);
    } else {
        dp_html_raw(h, r->rc == DP_OK || r->rc == DP_UNSUPPORTED
                           ? "<p>No name that is unknown or dangerous.</p>\n"
                           : "<p>No name that is unknown or dangerous in what could be read.</p>\n");
    }
    if (r->n_names > unsafe) {
        dp_html_rawf(h, "<details><summary>%zu known name%s</summary>", r->n_names - unsafe, r->n_names - unsafe == 1 ? "" : "s");
        put_names(h, r, true, MOST_SAFE);
        dp_html_raw(h, "</details>\n");
    }
    put_warnings(h, r);
    dp_section_end(h);
}
