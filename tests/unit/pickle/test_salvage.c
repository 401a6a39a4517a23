#include "pickles.h"

static struct run salvage(dp_span bytes, dp_place place)
{
    const dp_limits limits = dp_limits_default(0);
    struct run r = {.ctx = dp_ctx_new(&limits)};
    r.heap = dp_heap_new(r.ctx);
    dp_ctx_place(r.ctx, place);
    dp_pickle_salvage(r.heap, bytes, 100, NULL);
    cr_assert_eq(dp_ctx_where(r.ctx), place);
    r.record = dp_ctx_record(r.ctx);
    return r;
}

#define NOISE "\xff\xfe\x0f\x1b"

Test(salvage, finds_names_in_what_is_left)
{
    static const struct {
        dp_span bytes;
        const char *name;
        dp_reach reach;
        uint64_t offset;
    } rows[] = {
        {PICKLE("cposix\nsystem\n"), "posix.system", DP_HELD, 100},
        {PICKLE(NOISE "cposix\nsystem\n"), "posix.system", DP_HELD, 104},
        {PICKLE(NOISE "(S'x'\niposix\nsystem\n"), "posix.system", DP_CALLED, 110},
        {PICKLE(NOISE "X\x30\0\0\0cposix\nsystem\n and more text that hides what lies in it"), "posix.system", DP_HELD, 109},
        {PICKLE(NOISE "\x8c\5posix\x94\x8c\6system\x94\x93"), "posix.system", DP_HELD, 121},
        {PICKLE(NOISE "X\5\0\0\0posixq\1X\6\0\0\0systemq\2\x93"), "posix.system", DP_HELD, 129},
        {PICKLE(NOISE "U\5posixr\1\0\0\0U\6system\x93"), "posix.system", DP_HELD, 124},
        {PICKLE(NOISE "\x8c\4acme\x8c\5Model\x93"), "acme.Model", DP_HELD, 117},
        {PICKLE("cacme\nModel\n"), "acme.Model", DP_HELD, 100},
        {PICKLE("h\1\x82\xf0"), "EXT1:240", DP_EXTENSION, 102},
        {PICKLE("h\1\x84\xef\xcd\xab\0"), "EXT4:11259375", DP_EXTENSION, 102},
        {PICKLE("\x80\4\x8c\5posix\x94\x8c\6system\x94NN00hx0h\0h\1\x93."), "posix.system", DP_HELD, 130},
        {PICKLE("S'posix'\np1\n0S'system'\np2\n0g1\ng2\n\x93."), "posix.system", DP_HELD, 133},
        {PICKLE(NOISE "cnumpy\nndarray\n"), "numpy.ndarray", DP_HELD, 104},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = salvage(rows[i].bytes, DP_IN_PICKLE);
        const dp_name_use *use = use_of(&r, rows[i].name, rows[i].reach);
        cr_assert_not_null(use, "row %zu: no %s", i, rows[i].name);
        cr_assert_eq(use->offset, rows[i].offset, "row %zu: at %u", i, (unsigned)use->offset);
        cr_assert_eq(use->place, DP_AFTER_FAULT);
        run_free(&r);
    }
    struct run r = salvage((dp_span)PICKLE("cposix\nsystem\n"), DP_TRAILING);
    cr_assert_eq(r.record->names[0].place, DP_TRAILING);
    run_free(&r);
}

/* A damaged model is corrupt; chance must not make it look like an attack. */
Test(salvage, invents_nothing)
{
    static const dp_span rows[] = {
        PICKLE(""),
        PICKLE(NOISE "class\nfoo\n"),
        PICKLE(NOISE "cat and\ndog\n"),
        PICKLE(NOISE "\x82\xf0"),
        PICKLE("h\1h\2\x93"),
        PICKLE(NOISE "\x8c\4acme\x94h\1\x93"),
        PICKLE(NOISE "\x8c\4a me\x8c\5Model\x93"),
        PICKLE(NOISE "\x8c\4" "1cme\x8c\5Model\x93"),
        PICKLE(NOISE "c.posix\nsystem\n"),
        PICKLE("\x93\x93\x93"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = salvage(rows[i], DP_IN_PICKLE);
        cr_assert_eq(r.record->n_names, 0, "row %zu: %s", i, r.record->n_names != 0 ? r.record->names[0].name : "");
        run_free(&r);
    }
    static uint8_t noise[1 << 20];
    uint64_t state = 88172645463325252U;
    for (int round = 0; round < 8; round++) {
        for (size_t i = 0; i < sizeof noise; i++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            noise[i] = (uint8_t)(state >> 32);
        }
        struct run r = salvage((dp_span){noise, sizeof noise}, DP_IN_PICKLE);
        cr_assert_eq(r.record->n_names, 0, "%s", r.record->n_names != 0 ? r.record->names[0].name : "");
        run_free(&r);
    }
}

/* Text without line ends, and lines without names, take time in proportion to their length. */
Test(salvage, is_linear)
{
    static char text[4 << 20];
    static const char *const fills[] = {"g", "c", "ca\n", "cabcdefghij", "\x8c\xff", "X\x10\0\0\0"};
    for (size_t k = 0; k < sizeof fills / sizeof *fills; k++) {
        size_t n = k == 5 ? 5 : strlen(fills[k]);
        for (size_t i = 0; i < sizeof text; i++) {
            text[i] = fills[k][i % n];
        }
        struct run r = salvage((dp_span){(const uint8_t *)text, sizeof text}, DP_IN_PICKLE);
        cr_assert_leq(r.record->n_names, 1);
        run_free(&r);
    }
}

Test(bid, knows_pickles_from_other_files)
{
    static const struct {
        dp_span head;
        int least, most;
    } rows[] = {
        {PICKLE("\x80\4\x95\2\0\0\0\0\0\0\0N."), 24, 64}, {PICKLE("\x80\2N."), 24, 64},
        {PICKLE("N."), 8, 64},                         {PICKLE("(dp0\nS'a'\np1\nI1\ns."), 8, 64},
        {PICKLE("ccopy_reg\n_reconstructor\np0\n(csklearn.svm.classes\nSVC\np1\n"), 8, 64},
        {PICKLE("\x80\4\x95\xff\xff\0\0\0\0\0\0]\x94(K\1"), 16, 64}, {PICKLE("\x80\2\xff"), 16, 64},
        {PICKLE(""), 0, 0},                            {PICKLE("\x80\6N."), 8, 64},
        {PICKLE("<html>\n"), 0, 0},                    {PICKLE("import os\nprint(1)\n"), 0, 0},
        {PICKLE("class A:\n    pass\n"), 0, 0},        {PICKLE("version https://git-lfs.github.com/spec/v1\n"), 0, 0},
        {PICKLE("\x7f" "ELF\2\1\1\0"), 0, 0},          {PICKLE("PK\3\4\x14\0"), 0, 0},
        {PICKLE("\x1f\x8b\x08\0"), 0, 0},              {PICKLE("x\x9c\x63"), 0, 0},
        {PICKLE("{\"a\": 1}"), 0, 0},                  {PICKLE("a,b,c\n1,2,3\n"), 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int bits = dp_pickle_bid(rows[i].head);
        cr_assert(bits >= rows[i].least && bits <= rows[i].most, "row %zu: %d", i, bits);
    }
}
