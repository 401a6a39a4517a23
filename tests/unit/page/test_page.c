#include "support/model.h"
#include "support/pickles.h"

#include "page/page.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RIDGE(attributes) P_OBJECT("sklearn.linear_model._ridge", "Ridge", attributes)

/* The page of a file, with a NUL behind it; the caller frees. Closes the file. */
static char *write_page(test_file *file, size_t *n)
{
    test_file f = *file;
    dp_memory_sink sink;
    dp_export_options options = {.source = {.file = "<i>.pkl", .container = "pickle"}};
    bool read = f.rc == DP_OK;
    const dp_page page = {.file = "in/\"<i>\xe2\x80\xae.pkl", .stem = "<i>", .size = f.input.main.n, .loaded = read ? &f.loaded : NULL,
                          .models = read ? &f.models : NULL, .options = &options};
    dp_memory_sink_init(&sink, 0);
    cr_assert_eq(dp_page_write(f.ctx, &page, &sink.base), DP_OK);
    cr_assert_eq(dp_failed(f.ctx), f.rc, "writing leaves the record as it was");
    dp_put(&sink.base, (dp_span){(const uint8_t *)"", 1});
    test_close(file);
    *n = sink.n - 1;
    return (char *)sink.p;
}

static char *page_of(dp_span bytes, size_t *n)
{
    test_file f;
    test_open_bytes(&f, bytes);
    return write_page(&f, n);
}

static void holds(const char *page, const char *text)
{
    cr_assert_not_null(strstr(page, text), "%s", text);
}

static void lacks(const char *page, const char *text)
{
    cr_assert_null(strstr(page, text), "%s", text);
}

/* Elements that are opened are closed, in order: nothing of the file got between. */
static void is_balanced(const char *page)
{
    static const char *const empty[] = {"!DOCTYPE", "meta", "rect", "path", "circle"};
    char open[64][16];
    size_t depth = 0;
    for (const char *p = strchr(page, '<'); p != NULL; p = strchr(p + 1, '<')) {
        char name[16] = "";
        bool closes = p[1] == '/';
        sscanf(p + 1 + closes, "%15[!a-zA-Z0-9]", name);
        bool alone = false;
        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
            alone = alone || strcmp(name, empty[i]) == 0;
        }
        if (closes) {
            cr_assert(depth != 0 && strcmp(open[depth - 1], name) == 0, "</%s> closes <%s>", name, depth != 0 ? open[depth - 1] : "");
            depth--;
        } else if (!alone) {
            cr_assert_lt(depth, 64);
            memcpy(open[depth++], name, sizeof name);
        }
    }
    cr_assert_eq(depth, 0);
}

Test(page, hostile_words_stay_text)
{
    size_t n;
    static const char file[] = P_FILE(P_DICT(P_TEXT("</title><script>alert(1)</script>")
        RIDGE(P_TEXT("alpha") P_TEXT("\"><img src=x onerror=alert(2)>") P_TEXT("solver") P_TEXT("\\u202eotua"))));
    char *page = page_of((dp_span){(const uint8_t *)file, sizeof file - 1}, &n);
    lacks(page, "<script");
    lacks(page, "<img");
    lacks(page, "<i>");
    lacks(page, "\xe2\x80\xae");
    holds(page, "&lt;script&gt;alert(1)");
    holds(page, "&quot;&gt;&lt;img src=x onerror=alert(2)&gt;");
    holds(page, "\\u202eotua");
    holds(page, "default-src 'none'");
    is_balanced(page);
    free(page);
}

/* A fault, and a name that is not safe, are told on the page; nothing else is there to tell. */
Test(page, refused_files_have_a_page)
{
    size_t n;
    static const char unsafe[] = "\x80\x04" P_NAME("posix", "system") "(" P_TEXT("<b>") "tR.";
    char *page = page_of((dp_span){(const uint8_t *)unsafe, sizeof unsafe - 1}, &n);
    holds(page, "class=\"verdict dangerous\"");
    holds(page, "posix.system");
    lacks(page, "<b>");
    is_balanced(page);
    free(page);
    static const char cut[] = "\x80\x04" P_TEXT("a") "(";
    page = page_of((dp_span){(const uint8_t *)cut, sizeof cut - 1}, &n);
    holds(page, "class=\"verdict corrupt\"");
    holds(page, "At byte ");
    is_balanced(page);
    free(page);
}

Test(page, files_without_a_model)
{
    size_t n;
    static const char file[] = P_FILE(P_DICT(P_TEXT("a<b") P_INT(1) P_TEXT("c") P_LIST(P_INT(2)) P_TEXT("d")
        P_TEXT("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
               "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")));
    char *page = page_of((dp_span){(const uint8_t *)file, sizeof file - 1}, &n);
    holds(page, "a&lt;b");
    holds(page, "6789… (200 bytes)");
    holds(page, "list of 1");
    is_balanced(page);
    free(page);
}

/* Ten thousand models, and names as long as they may be: the page stays what can be read. */
Test(page, is_bounded)
{
    enum { MODELS = 10000, LONG = 1 << 20 };
    static const char one[] = RIDGE(P_TEXT("alpha") P_FLOAT(2.0) P_TEXT("coef_") P_NONE);
    char *file = malloc(MODELS * sizeof one + LONG + 100);
    size_t at = (size_t)sprintf(file, "\x80\x04((V");
    size_t n;
    cr_assert_not_null(file);
    memset(file + at, '<', LONG);
    at += LONG;
    file[at++] = '\n';
    file[at++] = 'N';
    file[at++] = 'd';
    for (size_t i = 0; i < MODELS; i++) {
        memcpy(file + at, one, sizeof one - 1);
        at += sizeof one - 1;
    }
    file[at++] = 'l';
    file[at++] = '.';
    char *page = page_of((dp_span){(const uint8_t *)file, at}, &n);
    cr_assert_lt(n, DP_PAGE_MOST);
    cr_assert_gt(n, 20000);
    is_balanced(page);
    free(page);
    free(file);
}

Test(page, each_case_has_a_page_and_every_page_is_whole)
{
    static const char *const cases[] = {"forests/good-rf-clf3-str-1.9", "forests/good-rf-clf-multi-1.9", "boosting/good-hgb-reg-cat-1.9",
                                        "boosting/good-gb-clf3-1.9", "trees/good-tree-clf-balanced-1.9", "forests/good-wrap-dict-1.9"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[500];
        size_t n;
        const char *source = getenv("DEPICKLE_SOURCE");
        test_file f;
        snprintf(path, sizeof path, "%s/tests/cases/%s", source != NULL ? source : ".", cases[i]);
        test_open(&f, path, "input.pkl");
        char *page = write_page(&f, &n);
        holds(page, "class=\"verdict safe\"");
        holds(page, "<svg class=\"tree\"");
        holds(page, ">proved</strong>");
        is_balanced(page);
        cr_assert_lt(n, DP_PAGE_MOST);
        free(page);
    }
}
