/* What people are shown of a file: inspect's tree and JSON, the report's page, and what changed between two models. Two bytes of
 * length, the old file, the new one. */
#include "fuzz.h"

#include "export/diff.h"
#include "export/inspect.h"
#include "model/model.h"
#include "page/page.h"

struct file {
    dp_diff_side side;
    dp_loaded loaded;
    dp_models models;
    dp_description what;
};

static dp_rc load(struct file *f, dp_span bytes)
{
    dp_ctx *ctx = f->side.ctx;
    const dp_input input = {.name = "m.pkl", .main = bytes};
    f->side.file = (dp_inspected_file){"m.pkl", bytes.n, ""};
    DP_TRY(dp_load(ctx, &input, NULL, &f->loaded));
    f->side.heap = f->loaded.heap;
    return dp_models_find(ctx, &f->loaded, &f->models);
}

/* No text of the file stands in it raw: no control character but line ends, and the marks of ink. */
static bool is_clean(const char *text, bool ink)
{
    for (const char *p = text; *p != '\0'; p++) {
        bool fine = *p == '\n' || (ink && *p == DP_INK_MARK);
        if (!fine && ((unsigned char)*p < 0x20 || *p == 0x7f)) {
            return false;
        }
    }
    return dp_utf8_valid(dp_span_of(text));
}

static void show(struct file *f, bool whole)
{
    dp_ctx *ctx = f->side.ctx;
    const dp_inspected found = {.file = f->side.file, .loaded = whole ? &f->loaded : NULL, .models = whole ? &f->models : NULL};
    const dp_paper paper = {.width = 60, .boxes = true, .ink = true};
    FUZZ_HOLDS(is_clean(dp_inspect_text(ctx, &found, &paper), true));
    FUZZ_HOLDS(!whole || is_clean(dp_inspect_json(ctx, &found), false));
}

static void draw(struct file *f, bool whole)
{
    static const dp_export_options options = {.source = {.file = "m.pkl", .container = "pickle"}};
    const dp_page page = {.file = "m.pkl", .stem = "m", .size = f->side.file.size, .loaded = whole ? &f->loaded : NULL,
                          .models = whole ? &f->models : NULL, .options = &options};
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, (uint64_t)4 << 20);
    dp_rc rc = dp_page_write(f->side.ctx, &page, &sink.base);
    FUZZ_HOLDS(rc != DP_OK || (sink.n != 0 && sink.n <= DP_PAGE_MOST));
    FUZZ_HOLDS(rc != DP_OK || memmem(sink.p, sink.n, "<script", 7) == NULL);
    dp_memory_sink_done(&sink);
}

static void compare(struct file *old, struct file *new)
{
    dp_ctx *ctx = fuzz_ctx();
    dp_diff d = {.ctx = ctx};
    const dp_answered answered = {.why = "not asked"};
    dp_diff_models(&d, &old->side, &new->side);
    if (dp_failed(ctx) == DP_OK) {
        FUZZ_HOLDS(is_clean(dp_diff_text(&d, &answered, d.total == 0, NULL), false));
        FUZZ_HOLDS(is_clean(dp_diff_json(&d, &answered, d.total == 0), false));
    }
    fuzz_done(ctx, dp_failed(ctx));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    size_t n = (size_t)dp_load16(data) < size - 2 ? dp_load16(data) : size - 2;
    const dp_span bytes[2] = {{data + 2, n}, {data + 2 + n, size - 2 - n}};
    struct file file[2];
    bool both = true;
    for (size_t i = 0; i < 2; i++) {
        file[i] = (struct file){.side.ctx = fuzz_ctx()};
        bool whole = load(&file[i], bytes[i]) == DP_OK;
        show(&file[i], whole);
        draw(&file[i], whole);
        if (whole) {
            dp_describe(file[i].side.ctx, &(dp_inspected){.loaded = &file[i].loaded, .models = &file[i].models}, &file[i].what);
            file[i].side.model = file[i].what.n_models == 1 ? file[i].what.model[0] : NULL;
        }
        both = both && file[i].side.model != NULL;
    }
    if (both) {
        compare(&file[0], &file[1]);
    }
    for (size_t i = 0; i < 2; i++) {
        dp_ctx_free(file[i].side.ctx);
    }
    return 0;
}
