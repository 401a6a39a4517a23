#include "format/format.h"

#include "codec/codec.h"
#include "format/npy_header.h"
#include "../codec/pack.h"
#include "value/value.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

/* A file being written piece by piece. */
struct file {
    uint8_t p[4096];
    size_t n;
};

static void put(struct file *f, dp_span piece)
{
    cr_assert(le(sz, piece.n, sizeof f->p - f->n));
    memcpy(f->p + f->n, piece.p, piece.n);
    f->n += piece.n;
}

#define PUT(f, literal) put(f, DP_LIT(literal))

/* What dp_load made of it; close() when done. */
struct outcome {
    dp_ctx *ctx;
    dp_loaded loaded;
    dp_rc rc;
    const dp_record *record;
};

static struct outcome load_within(const dp_limits *limits, dp_span bytes, const dp_beside *beside, size_t n)
{
    struct outcome o = {.ctx = dp_ctx_new(limits)};
    dp_input input = {.name = "test", .main = bytes, .beside = beside, .n_beside = n};
    o.rc = dp_load(o.ctx, &input, NULL, &o.loaded);
    o.record = dp_ctx_record(o.ctx);
    return o;
}

static struct outcome load_beside(dp_span bytes, const dp_beside *beside, size_t n)
{
    dp_limits limits = dp_limits_default(0);
    return load_within(&limits, bytes, beside, n);
}

static struct outcome load(dp_span bytes)
{
    return load_beside(bytes, NULL, 0);
}

static void done(struct outcome *o)
{
    dp_ctx_free(o->ctx);
}

static const dp_name_use *use_of(const struct outcome *o, const char *name)
{
    for (size_t i = 0; i < o->record->n_names; i++) {
        if (strcmp(o->record->names[i].name, name) == 0) {
            return &o->record->names[i];
        }
    }
    return NULL;
}

#define SYSTEM "cposix\nsystem\n(S'true'\ntR."
#define FLOAT8 "cnumpy\ndtype\n(X\x02\0\0\0f8K\0K\x01tR(K\x03X\x01\0\0\0<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
#define OBJECT8 "cnumpy\ndtype\n(X\x02\0\0\0O8K\0K\x01tR(K\x03X\x01\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?tb"

/* A list of one joblib array and the number 7. more: further attributes; data: what follows the BUILD. */
static void put_wrapped(struct file *f, dp_span shape, dp_span type, dp_span order, dp_span more, dp_span data)
{
    PUT(f, "\x80\x03]cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(X\x08\0\0\0subclasscnumpy\nndarray\n"
           "X\x05\0\0\0shape(");
    put(f, shape);
    PUT(f, "tX\x05\0\0\0orderX\x01\0\0\0");
    put(f, order);
    PUT(f, "X\x05\0\0\0" "dtype");
    put(f, type);
    put(f, more);
    PUT(f, "X\x0a\0\0\0" "allow_mmap\x88ub");
    put(f, data);
    PUT(f, "aK\x07" "a.");
}

#define ALIGNED "X\x1b\0\0\0numpy_array_alignment_bytesK\x10"
#define ONE_TWO "\0\0\0\0\0\0\xf0?\0\0\0\0\0\0\0@" /* 1.0 2.0 */

static const dp_array *first_item(const struct outcome *o)
{
    const dp_obj *list = dp_at(o->loaded.heap, o->loaded.root);
    cr_assert(eq(int, list->kind, DP_K_LIST));
    cr_assert(eq(u32, list->len, 2));
    cr_assert(eq(int, dp_kind_of(o->loaded.heap, list->u.item[1]), DP_K_INT));
    return dp_array_of(o->loaded.heap, list->u.item[0]);
}

Test(format, a_joblib_array_lies_behind_its_build)
{
    static const struct { dp_span more, data; const char *version; } cases[] = {
        {DP_LIT(""), DP_LIT(ONE_TWO), ">= 0.10"},
        {DP_LIT(ALIGNED), DP_LIT("\x03\xff\xff\xff" ONE_TWO), ">= 1.2"},
        {DP_LIT(ALIGNED), DP_LIT("\0" ONE_TWO), ">= 1.2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct file f = {.n = 0};
        put_wrapped(&f, DP_LIT("K\x02"), DP_LIT(FLOAT8), DP_LIT("C"), cases[i].more, cases[i].data);
        struct outcome o = load((dp_span){f.p, f.n});
        cr_assert(eq(int, o.rc, DP_OK), "case %zu: %s", i, o.record->what);
        cr_assert(eq(str, (char *)(uintptr_t)o.record->format, "joblib"));
        cr_assert(eq(str, (char *)(uintptr_t)o.loaded.joblib, (char *)(uintptr_t)cases[i].version));
        const dp_array *array = first_item(&o);
        cr_assert(array != NULL);
        cr_assert(eq(u64, array->count, 2));
        cr_assert(eq(dbl, dp_array_f64(array, 0), 1.0));
        cr_assert(eq(dbl, dp_array_f64(array, 1), 2.0));
        done(&o);
    }
}

Test(format, a_joblib_array_in_fortran_order_is_read_in_c_order)
{
    struct file f = {.n = 0};
    put_wrapped(&f, DP_LIT("K\x02K\x01K\x01"), DP_LIT(FLOAT8), DP_LIT("F"), DP_LIT(""), DP_LIT(ONE_TWO));
    struct outcome o = load((dp_span){f.p, f.n});
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(first_item(&o)->fortran);
    cr_assert(eq(dbl, dp_array_f64(first_item(&o), 1), 2.0));
    done(&o);
}

Test(format, a_joblib_array_that_lies_is_corrupt)
{
    static const struct { const char *why; dp_span shape, order, more, data; } cases[] = {
        {"truncated", DP_LIT("K\x09"), DP_LIT("C"), DP_LIT(""), DP_LIT(ONE_TWO)},
        {"order", DP_LIT("K\x02"), DP_LIT("X"), DP_LIT(""), DP_LIT(ONE_TWO)},
        {"padding", DP_LIT("K\x02"), DP_LIT("C"), DP_LIT(ALIGNED), DP_LIT("\xff" ONE_TWO)},
        {"", DP_LIT("J\xff\xff\xff\xff"), DP_LIT("C"), DP_LIT(""), DP_LIT(ONE_TWO)},
        {"", DP_LIT("\x8a\x08\0\0\0\0\0\0\0\x40"), DP_LIT("C"), DP_LIT(""), DP_LIT(ONE_TWO)},
        {"", DP_LIT("N"), DP_LIT("C"), DP_LIT(""), DP_LIT(ONE_TWO)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct file f = {.n = 0};
        put_wrapped(&f, cases[i].shape, DP_LIT(FLOAT8), cases[i].order, cases[i].more, cases[i].data);
        struct outcome o = load((dp_span){f.p, f.n});
        cr_assert(eq(int, o.rc, DP_CORRUPT), "case %zu", i);
        cr_assert(strstr(o.record->what, cases[i].why) != NULL, "case %zu: %s", i, o.record->what);
        done(&o);
    }
}

#define OBJECTS(item)                                                                                     \
    "\x80\x02" "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tU\x01" "btR(K\x01(K\x01t" OBJECT8 \
    "\x89](" item "etb."

Test(format, an_object_array_is_a_pickle_of_its_own)
{
    struct file f = {.n = 0};
    put_wrapped(&f, DP_LIT("K\x01"), DP_LIT(OBJECT8), DP_LIT("C"), DP_LIT(ALIGNED), DP_LIT(OBJECTS("X\x01\0\0\0a")));
    struct outcome o = load((dp_span){f.p, f.n});
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(eq(int, first_item(&o)->type.kind, 'O'));
    cr_assert(dp_obj_is(o.loaded.heap, first_item(&o)->item[0], "a"));
    done(&o);
    f.n = 0;
    put_wrapped(&f, DP_LIT("K\x01"), DP_LIT(OBJECT8), DP_LIT("C"), DP_LIT(""), DP_LIT(OBJECTS("cposix\nsystem\n")));
    o = load((dp_span){f.p, f.n});
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(eq(int, use_of(&o, "posix.system")->place, DP_NESTED));
    done(&o);
}

#define NPY(header) "\x93NUMPY\x01\0" header
#define NPY_TWO NPY("\x76\0{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }" \
    "                                                            \n") ONE_TWO

Test(format, old_joblib_keeps_arrays_in_files_beside)
{
    struct file f = {.n = 0};
    PUT(&f, "\x80\x03]cjoblib.numpy_pickle\nNDArrayWrapper\n)\x81}(X\x08\0\0\0filenameX\x08\0\0\0m_01.npyX\x08\0\0\0"
            "subclasscnumpy\nndarray\nX\x0a\0\0\0" "allow_mmap\x88ubaK\x07" "a.");
    dp_span side = DP_LIT(NPY_TWO);
    dp_beside beside = {"m_01.npy", side};
    struct outcome o = load_beside((dp_span){f.p, f.n}, &beside, 1);
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(eq(dbl, dp_array_f64(first_item(&o), 1), 2.0));
    cr_assert(eq(str, (char *)(uintptr_t)o.loaded.joblib, "< 0.10"));
    done(&o);
    o = load((dp_span){f.p, f.n});
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    cr_assert(strstr(o.record->what, "m_01.npy") != NULL);
    done(&o);
    beside.bytes.n--;
    o = load_beside((dp_span){f.p, f.n}, &beside, 1);
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    done(&o);
}

Test(format, old_joblib_packs_arrays_into_zfiles_beside)
{
    struct file f = {.n = 0};
    PUT(&f, "\x80\x03]cjoblib.numpy_pickle\nZNDArrayWrapper\n)\x81}(X\x08\0\0\0filenameX\x0a\0\0\0m_01.npy.zX\x09\0\0\0"
            "init_args(cnumpy\nndarray\n(K\0tC\x01" "btX\x05\0\0\0state(K\x01(K\x02t" FLOAT8 "\x89tubaK\x07" "a.");
    size_t n;
    uint8_t *packed = pack("zfile", DP_LIT(ONE_TWO), &n);
    dp_beside beside = {"m_01.npy.z", {packed, n}};
    struct outcome o = load_beside((dp_span){f.p, f.n}, &beside, 1);
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(eq(dbl, dp_array_f64(first_item(&o), 1), 2.0));
    done(&o);
    packed[n] = '\0';
    beside.bytes.n++;
    o = load_beside((dp_span){f.p, f.n}, &beside, 1);
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    cr_assert(strstr(o.record->what, "follow") != NULL);
    done(&o);
    beside.bytes = DP_LIT(ONE_TWO);
    o = load_beside((dp_span){f.p, f.n}, &beside, 1);
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    done(&o);
    free(packed);
}

static void put_zfile_array(struct file *f, const char *name, dp_span dim)
{
    PUT(f, "cjoblib.numpy_pickle\nZNDArrayWrapper\n)\x81}(X\x08\0\0\0filenameX\x01\0\0\0");
    put(f, dp_span_of(name));
    PUT(f, "X\x09\0\0\0init_args(cnumpy\nndarray\n(K\0tC\x01" "btX\x05\0\0\0state(K\x01(");
    put(f, dim);
    PUT(f, "t" FLOAT8 "\x89tub");
}

Test(format, side_files_share_one_limit)
{
    struct file f = {.n = 0};
    PUT(&f, "\x80\x03]");
    put_zfile_array(&f, "a", DP_LIT("M\x10\x27")); /* 10000 float64 */
    PUT(&f, "a");
    put_zfile_array(&f, "b", DP_LIT("M\x10\x27"));
    PUT(&f, "a.");
    static uint8_t zeros[80000];
    size_t n;
    uint8_t *packed = pack("zfile", (dp_span){zeros, sizeof zeros}, &n);
    dp_beside beside[] = {{"a", {packed, n}}, {"b", {packed, n}}};
    dp_limits limits = dp_limits_default(0);
    limits.decoded_ratio = 1;
    for (size_t base = 100000; base <= 200000; base += 100000) {
        limits.decoded_base = base;
        struct outcome o = load_within(&limits, (dp_span){f.p, f.n}, beside, 2);
        cr_assert(eq(int, o.rc, base == 100000 ? DP_LIMIT : DP_OK), "%zu: %s", base, o.record->what);
        done(&o);
    }
    free(packed);
}

Test(format, what_was_loaded_is_settled)
{
    struct outcome o = load(DP_LIT(OBJECTS("X\x01\0\0\0a")));
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(eq(int, dp_kind_of(o.loaded.heap, o.loaded.root), DP_K_ARRAY));
    cr_assert(eq(str, (char *)(uintptr_t)o.loaded.numpy, "1"));
    cr_assert(eq(str, (char *)(uintptr_t)o.loaded.joblib, ""));
    done(&o);
}

Test(format, a_long_first_line_is_still_a_pickle)
{
    struct outcome o = load(DP_LIT("csklearn.ensemble._hist_gradient_boosting.gradient_boosting\n"
                                   "HistGradientBoostingClassifier\n."));
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(eq(int, dp_kind_of(o.loaded.heap, o.loaded.root), DP_K_GLOBAL));
    done(&o);
}

Test(format, the_worst_name_is_the_one_in_the_message)
{
    struct outcome o = load(DP_LIT("\x80\x03(cours.own\nThing\n" "cposix\nsystem\nX\x04\0\0\0true\x85R"
                                   "cours.own\nOther\nt."));
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(eq(int, strncmp(o.record->what, "would call posix.system (dangerous", 34), 0), "%s", o.record->what);
    done(&o);
    o = load(DP_LIT("\x80\x03" "cours.own\nThing\n."));
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(eq(str, (char *)(uintptr_t)o.record->what, "outside the table of names: ours.own.Thing (held)"));
    done(&o);
}

Test(format, no_name_in_a_file_reaches_out_of_its_folder)
{
    struct file f = {.n = 0};
    PUT(&f, "\x80\x03]cjoblib.numpy_pickle\nNDArrayWrapper\n)\x81}(X\x08\0\0\0filenameX\x0b\0\0\0/etc/passwduba"
            "K\x07" "a.");
    dp_beside beside = {"/etc/passwd", DP_LIT(NPY_TWO)};
    struct outcome o = load_beside((dp_span){f.p, f.n}, &beside, 1);
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    cr_assert(strstr(o.record->what, "/etc/passwd") != NULL);
    done(&o);
}

Test(format, pickles_back_to_back_are_read_and_the_first_is_the_model)
{
    struct outcome o = load(DP_LIT("\x80\x03K\x01.\x80\x03K\x02."));
    cr_assert(eq(int, o.rc, DP_OK));
    cr_assert(eq(i64, dp_at(o.loaded.heap, o.loaded.root)->u.i, 1));
    cr_assert(eq(sz, o.loaded.facts.n_pickles, 2));
    done(&o);
    o = load(DP_LIT("\x80\x03K\x01." SYSTEM));
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(eq(int, use_of(&o, "posix.system")->place, DP_AFTER_STOP));
    done(&o);
}

Test(format, whatever_hides_a_name_is_searched)
{
    static const struct { dp_span file; dp_place place; } cases[] = {
        {DP_LIT("\x80\x03K\x01.\0\0\0\0" SYSTEM), DP_TRAILING},
        {DP_LIT("\x80\x03K\x01.\0\0\0\0" "cposix\nsystem\n"), DP_TRAILING},
        {DP_LIT("\x80\x03K\x01" "h\x05" SYSTEM), DP_AFTER_FAULT},
        {DP_LIT("\x80\x03K\x01.\x80\x03K\x01h\x05" SYSTEM), DP_AFTER_FAULT},
        {DP_LIT(SYSTEM), DP_IN_PICKLE},
        {DP_LIT("cposix\nsystem\n(S'true'\ntR\xff"), DP_IN_PICKLE}, /* runs, then breaks: no pickle to the eye */
        {DP_LIT("CBM1Xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" SYSTEM), DP_IN_PICKLE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome o = load(cases[i].file);
        cr_assert(eq(int, o.rc, DP_UNSAFE), "case %zu: %s", i, o.record->what);
        cr_assert(use_of(&o, "posix.system") != NULL, "case %zu", i);
        cr_assert(eq(int, use_of(&o, "posix.system")->place, cases[i].place), "case %zu", i);
        cr_assert(strstr(o.record->what, "posix.system") != NULL);
        done(&o);
    }
}

Test(format, what_looks_like_no_pickle_is_unsafe_if_it_calls_something)
{
    struct outcome o = load(DP_LIT("cours\nrun\n)Rcours\nheld\n\xff"));
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(use_of(&o, "ours.run") != NULL);
    done(&o);
    o = load(DP_LIT("cat\ndog\nwhale\n")); /* lines of text */
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    cr_assert(eq(sz, o.record->n_names, 0));
    done(&o);
    o = load(DP_LIT("cat\ndog\n\xff")); /* none: CPython would import "at" before it stops */
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(use_of(&o, "at.dog") != NULL);
    done(&o);
}

/* CPython sees nothing wrong in the first: who reads on finds the second. */
Test(format, what_follows_a_pickle_that_only_we_refuse_is_searched)
{
    const dp_span files[] = {
        DP_LIT("NN.cours\nrun\n."),
        DP_LIT("NN.N.(0cours\nrun\n\xff"),
        DP_LIT("N.NN.(0cours\nrun\n\xff"),
        DP_LIT("N.(0cours\nrun\n\xff"),
        DP_LIT("\x80\4\x95\4\0\0\0\0\0\0\0N.\x8c\x0d(0cours\nrun\n\xff"), /* the frame ends behind what looks like a text */
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct outcome o = load(files[i]);
        cr_assert(eq(int, o.rc, DP_UNSAFE), "case %zu: %s", i, o.record->what);
        cr_assert(use_of(&o, "ours.run") != NULL, "case %zu", i);
        cr_assert(eq(int, use_of(&o, "ours.run")->place, DP_AFTER_STOP), "case %zu", i);
        done(&o);
    }
}

/* Plain pickle knows nothing of joblib's raw bytes, and goes on where they would lie. */
Test(format, what_follows_a_broken_wrapper_is_read_as_plain_pickle)
{
    static const dp_span files[] = {
        DP_LIT("(cjoblib.numpy_pickle_compat\nNDArrayWrapper\noK\1bV\nT\3\0\0\0c d\x93."),
        DP_LIT("\x8a\x28----------------------------------------0" /* after an integer beyond the limit */
               "(cjoblib.numpy_pickle_compat\nNDArrayWrapper\noK\1bV\nT\3\0\0\0c d\x93."),
        DP_LIT("cos\nsystem\n)R0" /* after a call */
               "(cjoblib.numpy_pickle_compat\nNDArrayWrapper\noK\1bV\nT\3\0\0\0c d\x93."),
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct outcome o = load(files[i]);
        cr_assert(eq(int, o.rc, DP_UNSAFE), "%zu: %s", i, o.record->what);
        cr_assert(use_of(&o, ".c d") != NULL, "%zu", i); /* no search for names would take that for one */
        done(&o);
    }
}

Test(format, a_second_compressed_stream_is_refused_and_searched)
{
    size_t n;
    size_t more;
    uint8_t *one = pack("zlib", DP_LIT("\x80\x03K\x01."), &n);
    uint8_t *two = pack("gzip", DP_LIT(SYSTEM), &more);
    uint8_t *both = malloc(n + more);
    memcpy(both, one, n);
    memcpy(both + n, two, more);
    struct outcome o = load((dp_span){both, n + more});
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(eq(int, use_of(&o, "posix.system")->place, DP_TRAILING));
    done(&o);
    memcpy(both + n, "harmless", 8);
    o = load((dp_span){both, n + 8});
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    cr_assert(eq(int, o.record->verdict, DP_SAFE));
    done(&o);
    free(one);
    free(two);
    free(both);
}

Test(format, a_name_before_the_place_where_compressed_data_break_is_found)
{
    struct file f = {.n = 0};
    PUT(&f, "\x80\x03" "cposix\nsystem\n(X\x04\0\0\0trueK\x01");
    for (size_t i = 0; i < 3000; i++) {
        put(&f, (dp_span){(const uint8_t *)"N0K\x07" + i % 4, 1});
    }
    size_t n;
    uint8_t *packed = pack("gzip", (dp_span){f.p, f.n}, &n);
    struct outcome o = load((dp_span){packed, n - 12});
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(use_of(&o, "posix.system") != NULL);
    done(&o);
    free(packed);
}

/* Bytes that spell a pickle are inert in a sound file, and give more names away in one that unpickles them. */
Test(format, a_pickle_in_a_bytes_value_counts_only_where_something_may_run_it)
{
    struct outcome o = load(DP_LIT("\x80\x03" "C\x1a" SYSTEM "."));
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(eq(sz, o.record->n_names, 0));
    done(&o);
    o = load(DP_LIT("\x80\x03" "c_pickle\nloads\nC\x1a" SYSTEM "\x85R."));
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(eq(int, use_of(&o, "posix.system")->place, DP_NESTED));
    done(&o);
}

static size_t put_member(struct file *f, const char *name, unsigned method, dp_span data, size_t size)
{
    uint8_t header[30] = "PK\x03\x04\x14";
    header[8] = (uint8_t)method;
    header[18] = (uint8_t)data.n;
    header[19] = (uint8_t)(data.n >> 8);
    header[22] = (uint8_t)size;
    header[26] = (uint8_t)strlen(name);
    put(f, (dp_span){header, sizeof header});
    put(f, dp_span_of(name));
    put(f, data);
    return f->n;
}

Test(format, members_of_a_zip_archive_are_searched_and_it_is_never_loaded)
{
    struct file f = {.n = 0};
    put_member(&f, "a.txt", 0, DP_LIT("hello"), 5);
    struct outcome o = load((dp_span){f.p, f.n});
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    cr_assert(strstr(o.record->what, "zip") != NULL);
    cr_assert(eq(str, (char *)(uintptr_t)o.record->format, "zip"));
    done(&o);
    struct file streamed = f;
    put_member(&streamed, "data.pkl", 0, DP_LIT(SYSTEM), sizeof SYSTEM);
    memset(streamed.p + f.n + 18, 0, 4); /* the size stands behind the data, or nowhere */
    o = load((dp_span){streamed.p, streamed.n});
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    done(&o);
    struct file stored = f;
    put_member(&stored, "data.pkl", 0, DP_LIT(SYSTEM), sizeof SYSTEM);
    o = load((dp_span){stored.p, stored.n});
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(use_of(&o, "posix.system") != NULL);
    done(&o);
    stored.n = f.n;
    put_member(&stored, "data.pkl", 0, DP_LIT("ctorch\n_rebuild\n)R."), 20);
    o = load((dp_span){stored.p, stored.n});
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    cr_assert(eq(sz, o.record->n_names, 0));
    done(&o);
    size_t n;
    uint8_t *packed = pack("zlib", DP_LIT(SYSTEM), &n);
    put_member(&f, "data.pkl", 8, (dp_span){packed + 2, n - 6}, sizeof SYSTEM);
    o = load((dp_span){f.p, f.n});
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    cr_assert(use_of(&o, "posix.system") != NULL);
    done(&o);
    free(packed);
}

Test(format, members_of_a_zip_archive_may_be_bz2_or_lzma)
{
    static const struct { const char *codec; uint16_t method; bool built; } cases[] = {
        {"bz2", 12, DEPICKLE_BZ2}, {"lzma", 14, DEPICKLE_LZMA}, {"xz", 95, DEPICKLE_LZMA}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!cases[i].built) {
            continue;
        }
        struct file f = {.n = 0};
        size_t n;
        uint8_t *packed = pack(cases[i].codec, DP_LIT(SYSTEM), &n);
        uint8_t member[256] = {9, 4, 5, 0}; /* as the encoder of 9.4 began it, with 5 bytes of properties */
        bool lzma = cases[i].method == 14;
        cr_assert(n < sizeof member - 9);
        memcpy(member + (lzma ? 4 : 0), packed, lzma ? 5 : n);
        if (lzma) {
            memcpy(member + 9, packed + 13, n - 13);
        }
        put_member(&f, "data.pkl", cases[i].method, (dp_span){member, lzma ? n - 4 : n}, sizeof SYSTEM);
        struct outcome o = load((dp_span){f.p, f.n});
        cr_assert(eq(int, o.rc, DP_UNSAFE), "%s: %s", cases[i].codec, o.record->what);
        cr_assert(use_of(&o, "posix.system") != NULL);
        done(&o);
        free(packed);
    }
}

Test(format, npy_headers_are_read_by_a_grammar_and_nothing_else)
{
    static const struct { const char *text; bool fits; } cases[] = {
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }          \n", true},
        {"{'shape': (), 'fortran_order': True, 'descr': '|S4'}", true},
        {"{\"descr\": \"<U3\", 'fortran_order': False, 'shape': (3L,), }", true},
        {"{'descr': [('a', '<i8'), ('', '|V4'), ('b', '<f4')], 'fortran_order': False, 'shape': (1,), }\n", true},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3), }", false},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }", false},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'x': 1}", false},
        {"{'descr': '<f8', 'fortran_order': False}", false},
        {"{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (3,)}", false},
        {"{'descr': '<f8', 'fortran_order': 0, 'shape': (3,), }", false},
        {"{'descr': __import__('os'), 'fortran_order': False, 'shape': (3,), }", false},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), } or 1", false},
        {"{'descr': '<f\\x38', 'fortran_order': False, 'shape': (3,), }", false},
        {"{'descr': [], 'fortran_order': False, 'shape': (3,), }", false},
        {"{'descr': [[[[[", false},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999,), }", false},
        {"", false},
        {"{", false},
    };
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dp_npy_header header;
        cr_assert(eq(int, dp_npy_header_read(ctx, dp_span_of(cases[i].text), &header), cases[i].fits), "case %zu", i);
    }
    dp_npy_header header;
    cr_assert(dp_npy_header_read(ctx, dp_span_of(cases[3].text), &header));
    cr_assert(eq(u32, header.type.itemsize, 16));
    cr_assert(eq(u32, header.type.n_fields, 2));
    cr_assert(eq(u32, header.type.fields[1].offset, 12));
    dp_ctx_free(ctx);
}

Test(format, an_npy_file_is_a_model_of_one_array)
{
    struct outcome o = load(DP_LIT(NPY_TWO));
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(eq(dbl, dp_array_f64(dp_array_of(o.loaded.heap, o.loaded.root), 1), 2.0));
    done(&o);
    dp_span whole = DP_LIT(NPY_TWO);
    for (size_t cut = 6; cut < whole.n; cut++) {
        uint8_t *exact = malloc(cut);
        memcpy(exact, whole.p, cut);
        o = load((dp_span){exact, cut});
        cr_assert(eq(int, o.rc, DP_CORRUPT), "cut at %zu", cut);
        done(&o);
        free(exact);
    }
}

#define NPY_OBJECTS NPY("\x31\0" "{'descr':'|O','fortran_order':False,'shape':(1,)}")

Test(format, an_npy_file_of_objects_is_a_pickle)
{
    struct outcome o = load(DP_LIT(NPY_OBJECTS OBJECTS("X\x01\0\0\0a")));
    cr_assert(eq(int, o.rc, DP_OK), "%s", o.record->what);
    cr_assert(eq(int, dp_array_of(o.loaded.heap, o.loaded.root)->type.kind, 'O'));
    done(&o);
    o = load(DP_LIT(NPY_OBJECTS OBJECTS("X\x01\0\0\0a") "more"));
    cr_assert(eq(int, o.rc, DP_CORRUPT));
    done(&o);
    o = load(DP_LIT(NPY_OBJECTS OBJECTS("X\x01\0\0\0a") "cposix\nsystem\n."));
    cr_assert(eq(int, o.rc, DP_UNSAFE));
    done(&o);
}

Test(format, files_of_other_kinds_are_called_by_their_name)
{
    static const struct { dp_span head; const char *kind; } cases[] = {
        {DP_LIT(""), "empty"},
        {DP_LIT("<!DOCTYPE html>\n<html>"), "html"},
        {DP_LIT("\n  <HTML><body>"), "html"},
        {DP_LIT("version https://git-lfs.github.com/spec/v1\n"), "git-lfs"},
        {DP_LIT("\x7f" "ELF\x02\x01\x01"), "elf"},
        {DP_LIT("PK\x03\x04\x14\0\0\0"), "zip"},
        {DP_LIT("\x89HDF\r\n\x1a\n"), "hdf5"},
        {DP_LIT("\x40\0\0\0\0\0\0\0{\"__metadata__\":{}}"), "safetensors"},
        {DP_LIT("\x08\x08\x12\x07" "pytorch"), "onnx"},
        {DP_LIT("{\"format\": 1}"), "json"},
        {DP_LIT("\x93NUMPY\x01\0v\0"), "npy"},
        {DP_LIT("\x80\x04\x95\x10\0\0\0\0\0\0\0"), "pickle"},
        {DP_LIT("(lp0\n."), "pickle"},
        {DP_LIT("GGUFaaaaa0K\x01."), "pickle"}, /* a float and an int, however it begins */
        {DP_LIT("name,age\nmiller,7\n"), ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert(eq(str, (char *)(uintptr_t)dp_sniff(cases[i].head), (char *)(uintptr_t)cases[i].kind), "case %zu", i);
        bool pickle = strcmp(cases[i].kind, "pickle") == 0 || strcmp(cases[i].kind, "npy") == 0;
        struct outcome o = load(cases[i].head);
        cr_assert(pickle || o.rc == DP_CORRUPT, "case %zu", i);
        cr_assert(pickle || strstr(o.record->what, "not a pickle") != NULL, "case %zu: %s", i, o.record->what);
        done(&o);
    }
}

Test(format, every_truncation_and_every_changed_byte_ends_in_an_outcome)
{
    struct file f = {.n = 0};
    put_wrapped(&f, DP_LIT("K\x02"), DP_LIT(FLOAT8), DP_LIT("C"), DP_LIT(ALIGNED), DP_LIT("\x01\xff" ONE_TWO));
    for (size_t cut = 0; cut < f.n; cut++) {
        uint8_t *exact = malloc(cut + 1);
        memcpy(exact, f.p, cut);
        struct outcome o = load((dp_span){exact, cut});
        cr_assert(ne(int, o.rc, DP_OK), "cut at %zu", cut);
        cr_assert(o.record->what[0] != '\0');
        done(&o);
        free(exact);
    }
    for (size_t at = 0; at < f.n; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            f.p[at] ^= (uint8_t)(1U << bit);
            struct outcome o = load((dp_span){f.p, f.n});
            cr_assert(eq(int, o.rc, o.record->rc), "byte %zu", at);
            done(&o);
            f.p[at] ^= (uint8_t)(1U << bit);
        }
    }
}
