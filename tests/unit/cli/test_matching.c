#include "cli/matching.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* "KIND: 0 2", the files' numbers */
static void check(const char *source, const char *paths, const char *wanted)
{
    dp_migrated models[] = {
        {.path = (char[]){"app/models/a.pkl"}, .under = 4, .pickle = true},
        {.path = (char[]){"app/models/deep/a.pkl"}, .under = 4, .pickle = true},
        {.path = (char[]){"app/models/b.pkl"}, .under = 4, .pickle = true},
        {.path = (char[]){"app/src/c.pkl"}, .under = 4, .pickle = true},
        {.path = (char[]){"app/models/words.pkl"}, .under = 4}, /* no pickle */
    };
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    cJSON *list = cJSON_Parse(paths);
    dp_match match = dp_match_paths(ctx, list, source, models, sizeof models / sizeof *models);
    char found[200];
    int n = snprintf(found, sizeof found, "%s:", dp_match_word(match.state));
    for (size_t i = 0; i < match.n; i++) {
        n += snprintf(found + n, sizeof found - (size_t)n, " %d", (int)(match.at[i] - models));
    }
    cr_assert_str_eq(found, wanted, "%s in %s: %s", paths, source, found);
    cJSON_Delete(list);
    dp_ctx_free(ctx);
}

Test(matching, the_nearest_counts)
{
    check("app.py", "[\"models/a.pkl\"]", "known: 0");
    check("app.py", "[\"./models//x/../a.pkl\"]", "known: 0");
    check("src/app.py", "[\"../models/a.pkl\"]", "known: 0");
    check("src/app.py", "[\"c.pkl\"]", "known: 3");
    check("src/app.py", "[\"models/b.pkl\"]", "known: 2");
    check("app.py", "[\"../../b.pkl\"]", "known: 2");
    check("app.py", "[\"*/b.pkl\"]", "known: 2");
    check("app.py", "[\"deep/a.pkl\"]", "known: 1");
    check("models/app.py", "[\"a.pkl\"]", "known: 0");
    check("app.py", "[\"a.pkl\"]", "several: 0 1");
    check("app.py", "[\"models/*.pkl\"]", "several: 0 2");
    check("app.py", "[\"models/*\"]", "several: 0 1 2");
    check("app.py", "[\"*/a.pkl\"]", "several: 0 1");
    check("app.py", "[\"models/a.pkl\", \"src/c.pkl\"]", "several: 0 3");
    check("app.py", "[\"*\", \"src/c.pkl\"]", "known: 3");
    check("app.py", "[\"/srv/b.pkl\"]", "candidates: 2");
    check("app.py", "[\"models/words.pkl\"]", "missing:");
    check("app.py", "[\"models/d.pkl\"]", "missing:");
    check("app.py", "[\"m*.pkl\"]", "missing:");
    check("app.py", "[\"*\"]", "unknown: 0 1 2 3");
    check("app.py", "[]", "unknown: 0 1 2 3");
}
