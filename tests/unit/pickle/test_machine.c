#include "pickles.h"

/* Each opcode where it does what it is for. Together the rows hold every opcode that does not refuse. */
static const struct {
    dp_span pickle;
    const char *want;
} good[] = {
    {PICKLE("N."), "None"},
    {PICKLE("\x88."), "True"},
    {PICKLE("\x89."), "False"},
    {PICKLE("I01\n."), "True"},
    {PICKLE("I00\n."), "False"},
    {PICKLE("I0\n."), "0"},
    {PICKLE("I-12\n."), "-12"},
    {PICKLE("I9223372036854775807\n."), "9223372036854775807"},
    {PICKLE("I-9223372036854775808\n."), "-9223372036854775808"},
    {PICKLE("L9223372036854775808L\n."), "long:008000000000000000"},
    {PICKLE("L-9223372036854775809L\n."), "long:ff7fffffffffffffff"},
    {PICKLE("L5\n."), "5"},
    {PICKLE("J\xfe\xff\xff\xff."), "-2"},
    {PICKLE("K\xff."), "255"},
    {PICKLE("M\x34\x12."), "4660"},
    {PICKLE("\x8a\0."), "0"},
    {PICKLE("\x8a\x01\x80."), "-128"},
    {PICKLE("\x8a\x02\xff\0."), "255"},
    {PICKLE("\x8a\x08\0\0\0\0\0\0\0\x80."), "-9223372036854775808"},
    {PICKLE("\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\0."), "long:00ffffffffffffffff"},
    {PICKLE("\x8a\x0b\x07\0\0\0\0\0\0\0\0\0\0."), "7"},
    {PICKLE("\x8b\x02\0\0\0\0\x01."), "256"},
    {PICKLE("F1.5\n."), "1.5"},
    {PICKLE("F-1e-05\n."), "-1e-05"},
    {PICKLE("Fnan\n."), "nan"},
    {PICKLE("F-inf\n."), "-inf"},
    {PICKLE("G\x3f\xf8\0\0\0\0\0\0."), "1.5"},
    {PICKLE("S'ab'\n."), "s'ab'"},
    {PICKLE("S\"a'b\"\n."), "s'a'b'"},
    {PICKLE("S'\\x41\\n\\t\\\\\\'\\101\\7\\q'\n."), "s'A\\x0a\\x09\\\\'A\\x07\\\\q'"},
    {PICKLE("S'\xe9'\n."), "s'\\xe9'"},
    {PICKLE("T\x02\0\0\0\0\xff."), "s'\\x00\\xff'"},
    {PICKLE("U\x01z."), "s'z'"},
    {PICKLE("Vab\n."), "u'ab'"},
    {PICKLE("V\xe9\\u0041\\U0001f600\n."), "u'\xc3\xa9" "A\xf0\x9f\x98\x80'"},
    {PICKLE("V\\\\u0041\\d\n."), "u'\\\\\\\\u0041\\\\d'"},
    {PICKLE("V\\ud83d\n."), "u'\\xed\\xa0\\xbd'"},
    {PICKLE("X\x02\0\0\0\xc3\xa9."), "u'\xc3\xa9'"},
    {PICKLE("\x8c\x03\xed\xa0\x80."), "u'\\xed\\xa0\\x80'"},
    {PICKLE("\x8d\x01\0\0\0\0\0\0\0a."), "u'a'"},
    {PICKLE("B\x01\0\0\0a."), "b'a'"},
    {PICKLE("C\x01\xff."), "b'\\xff'"},
    {PICKLE("\x8e\x01\0\0\0\0\0\0\0a."), "b'a'"},
    {PICKLE("\x96\x01\0\0\0\0\0\0\0a."), "bytearray:'a'"},
    {PICKLE("(K\x01K\x02l."), "[1, 2]"},
    {PICKLE("(t."), "()"},
    {PICKLE("(K\x01t."), "(1)"},
    {PICKLE("(K\x01K\x02" "d."), "{1: 2}"},
    {PICKLE("](K\x01" "e]aK\x02" "a."), "[1, [], 2]"},
    {PICKLE(")."), "()"},
    {PICKLE("K\x01\x85."), "(1)"},
    {PICKLE("K\x01K\x02\x86."), "(1, 2)"},
    {PICKLE("K\x01K\x02K\x03\x87."), "(1, 2, 3)"},
    {PICKLE("}K\x01K\x02s(K\x03K\x04K\x01K\x05u."), "{1: 2, 3: 4, 1: 5}"},
    {PICKLE("\x8f(K\x01K\x02\x90."), "set(1, 2)"},
    {PICKLE("(K\x01\x91."), "frozenset(1)"},
    {PICKLE("NK\x01" "0."), "None"},
    {PICKLE("N(0."), "None"},
    {PICKLE("N(K\x01K\x02" "1."), "None"},
    {PICKLE("K\x01" "2\x86."), "(1, 1)"},
    {PICKLE("]p7\n0g7\n."), "[]"},
    {PICKLE("]q\x07" "0h\x07."), "[]"},
    {PICKLE("]r\x07\0\0\0" "0j\x07\0\0\0."), "[]"},
    {PICKLE("K\x07\x94K\x08\x94h\0\x87."), "(7, 8, 7)"},
    {PICKLE("\x80\x04\x95\x02\0\0\0\0\0\0\0N."), "None"},
    {PICKLE("\x80\x04\x95\x04\0\0\0\0\0\0\0K\x01K\x02\x95\x04\0\0\0\0\0\0\0\x86\x80\x02."), "(1, 2)"},
    {PICKLE("cnumpy\nndarray\n."), "numpy.ndarray"},
    {PICKLE("\x8c\x05numpy\x8c\x07" "ndarray\x93."), "numpy.ndarray"},
    {PICKLE("U\x05numpyU\x07" "ndarray\x93."), "numpy.ndarray"},
    {PICKLE("cnumpy\ndtype\n(S'f8'\nI0\nI1\ntR."), "<REDUCE numpy.dtype*(s'f8', 0, 1)>"},
    {PICKLE("(K\x01inumpy\ndtype\n."), "<INST numpy.dtype*(1)>"},
    {PICKLE("(cnumpy\ndtype\nK\x01o."), "<OBJ numpy.dtype*(1)>"},
    {PICKLE("cnumpy\ndtype\n)\x81."), "<NEWOBJ numpy.dtype*()>"},
    {PICKLE("cnumpy\ndtype\n)}\x92."), "<NEWOBJ_EX numpy.dtype*()**{}>"},
    {PICKLE("cnumpy\ndtype\n)\x81}b."), "<NEWOBJ numpy.dtype*() state={}>"},
    {PICKLE("ccollections\nOrderedDict\n)RK\x01K\x02s(K\x03K\x04u."),
     "<REDUCE collections.OrderedDict*() pairs={1: 2, 3: 4}>"},
    {PICKLE("ccollections\nOrderedDict\n)RK\x01" "a(K\x02" "e(K\x03\x90."),
     "<REDUCE collections.OrderedDict*() items=[1, 2, 3]>"},
    {PICKLE("]2a."), "[[[[[[[...]]]]]]]"},
    {PICKLE("\x82\xf0."), "EXT1:240"},
    {PICKLE("\x83\xf0\x0a."), "EXT2:2800"},
    {PICKLE("\x84\xef\xcd\xab\0."), "EXT4:11259375"},
    {PICKLE("P7\n."), "PERSID"},
    {PICKLE("K\x07Q."), "BINPERSID"},
    {PICKLE("P7\n}b(K\x01" "eK\x01K\x02s."), "PERSID"},
};

enum { N_GOOD = sizeof good / sizeof *good };

Test(machine, does_what_each_opcode_is_for)
{
    bool met[256] = {false};
    for (size_t i = 0; i < N_GOOD; i++) {
        struct run r = run_pickle(good[i].pickle);
        cr_assert_eq(r.rc, DP_OK, "row %zu, wants %s: %s", i, good[i].want, r.record->what);
        cr_assert_str_eq(shown(&r), good[i].want);
        cr_assert_eq(r.used, good[i].pickle.n);
        run_free(&r);
        for (size_t k = 0; k < good[i].pickle.n; k++) {
            met[good[i].pickle.p[k]] = true;
        }
    }
    size_t n;
    const dp_opcode *rows = dp_opcodes(&n);
    for (size_t i = 0; i < n; i++) {
        bool refuses = rows[i].byte == DP_OPC_NEXT_BUFFER || rows[i].byte == DP_OPC_READONLY_BUFFER;
        cr_assert(met[rows[i].byte] || refuses, "no row for %s", rows[i].name);
    }
}

/* Every prefix of every good pickle is a fault, found without reading beyond its end (the copy is exact, so that a
 * sanitizer sees it). */
Test(machine, refuses_every_prefix)
{
    for (size_t i = 0; i < N_GOOD; i++) {
        for (size_t n = 0; n < good[i].pickle.n; n++) {
            uint8_t *copy = malloc(n + 1);
            memcpy(copy, good[i].pickle.p, n);
            struct run r = run_pickle((dp_span){copy, n});
            cr_assert_eq(r.rc, DP_CORRUPT, "row %zu cut to %zu", i, n);
            cr_assert_leq(r.used, n);
            cr_assert_eq(r.root, 0);
            run_free(&r);
            free(copy);
        }
    }
}

/* Opcode, argument of zeros, STOP: on an empty stack an opcode either needs more than there is, or leaves exactly what
 * its row says. */
Test(machine, keeps_to_the_table_on_an_empty_stack)
{
    static const char *const lines[] = {"1\n", "1\n1\n"};
    size_t n;
    const dp_opcode *rows = dp_opcodes(&n);
    cr_assert_eq(n, 68);
    for (size_t i = 0; i < n; i++) {
        uint8_t bytes[16] = {rows[i].byte};
        size_t used = 1;
        dp_arg arg;
        if (rows[i].arg == DP_ARG_LINE || rows[i].arg == DP_ARG_LINES) {
            used += (size_t)snprintf((char *)bytes + 1, 8, "%s", rows[i].byte == DP_OPC_STRING ? "''\n"
                                                                : lines[rows[i].arg == DP_ARG_LINES]);
        } else {
            size_t more = 0;
            bytes[1] = rows[i].byte == DP_OPC_EXT1 || rows[i].byte == DP_OPC_EXT2 || rows[i].byte == DP_OPC_EXT4;
            cr_assert_eq(dp_arg_read((dp_arg_form)rows[i].arg, (dp_span){bytes + 1, 9}, &arg, &more), DP_ARG_OK);
            used += more;
        }
        bytes[used] = '.';
        struct run r = run_pickle((dp_span){bytes, used + 1});
        bool one = rows[i].before[0] == '\0' && rows[i].after[0] != '\0' && strcmp(rows[i].after, "mark") != 0;
        bool refused = rows[i].byte == DP_OPC_GET || rows[i].byte == DP_OPC_BINGET || rows[i].byte == DP_OPC_LONG_BINGET
                       || rows[i].byte == DP_OPC_NEXT_BUFFER;
        cr_assert_eq(r.rc, one && !refused ? DP_OK : DP_CORRUPT, "%s: %s", rows[i].name, r.record->what);
        run_free(&r);
    }
}

static const struct {
    dp_span pickle;
    dp_rc rc;
    uint64_t offset;
    const char *what;
} bad[] = {
    {PICKLE(""), DP_CORRUPT, 0, "ends before"},
    {PICKLE("N"), DP_CORRUPT, 1, "ends before"},
    {PICKLE("\xff."), DP_CORRUPT, 0, "no opcode"},
    {PICKLE("\x80\x06N."), DP_CORRUPT, 0, "protocol 6"},
    {PICKLE("NN."), DP_CORRUPT, 2, "left on the stack"},
    {PICKLE("N(."), DP_CORRUPT, 2, "nothing on the stack"},
    {PICKLE("(N."), DP_CORRUPT, 2, "left on the stack"},
    {PICKLE("N(00."), DP_CORRUPT, 4, "nothing on the stack"},
    {PICKLE("K\x01(\x85."), DP_CORRUPT, 3, "too few"},
    {PICKLE("K\x01(2."), DP_CORRUPT, 3, "nothing on the stack"},
    {PICKLE("K\x01(q\0."), DP_CORRUPT, 3, "nothing on the stack"},
    {PICKLE("Ix\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I-\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I 1\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I1\r\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I+1\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I007\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I-0\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I0x1\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I1_0\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("I1L\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("L0x1L\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("LL\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("L1LL\n."), DP_CORRUPT, 0, "plain decimal"},
    {PICKLE("F1_0.5\n."), DP_CORRUPT, 0, "decimal number"},
    {PICKLE("F 1.5\n."), DP_CORRUPT, 0, "decimal number"},
    {PICKLE("F0x1p3\n."), DP_CORRUPT, 0, "decimal number"},
    {PICKLE("F\n."), DP_CORRUPT, 0, "decimal number"},
    {PICKLE("Sab\n."), DP_CORRUPT, 0, "not quoted"},
    {PICKLE("S'\n."), DP_CORRUPT, 0, "not quoted"},
    {PICKLE("S'a\"\n."), DP_CORRUPT, 0, "not quoted"},
    {PICKLE("S'\\'\n."), DP_CORRUPT, 0, "cut short"},
    {PICKLE("S'\\x4'\n."), DP_CORRUPT, 0, "cut short"},
    {PICKLE("V\\u12\n."), DP_CORRUPT, 0, "cut short"},
    {PICKLE("V\\U00110000\n."), DP_CORRUPT, 0, "cut short"},
    {PICKLE("X\x01\0\0\0\xff."), DP_CORRUPT, 0, "UTF-8"},
    {PICKLE("X\x02\0\0\0\xc0\x80."), DP_CORRUPT, 0, "UTF-8"},
    {PICKLE("X\x03\0\0\0\xe0\x80\x80."), DP_CORRUPT, 0, "UTF-8"},
    {PICKLE("X\x04\0\0\0\xf4\x90\x80\x80."), DP_CORRUPT, 0, "UTF-8"},
    {PICKLE("X\x04\0\0\0\xf0\x80\x80\x80."), DP_CORRUPT, 0, "UTF-8"},
    {PICKLE("X\x0a\0\0\0abcdefghi\xc3."), DP_CORRUPT, 0, "UTF-8"},
    {PICKLE("T\xff\xff\xff\xff."), DP_CORRUPT, 0, "negative length"},
    {PICKLE("\x8b\0\0\0\x80."), DP_CORRUPT, 0, "negative length"},
    {PICKLE("X\xff\xff\xff\xff."), DP_CORRUPT, 0, "inside its argument"},
    {PICKLE("\x8e\xff\xff\xff\xff\xff\xff\xff\xff."), DP_CORRUPT, 0, "inside its argument"},
    {PICKLE("\x96\xff\xff\xff\xff\xff\xff\xff\x7f."), DP_CORRUPT, 0, "inside its argument"},
    {PICKLE("NK\x01" "a."), DP_CORRUPT, 3, "takes no members"},
    {PICKLE(")K\x01" "a."), DP_CORRUPT, 3, "takes no members"},
    {PICKLE("](K\x01u."), DP_CORRUPT, 4, "without a value"},
    {PICKLE("}(K\x01u."), DP_CORRUPT, 4, "without a value"},
    {PICKLE("(K\x01" "d."), DP_CORRUPT, 3, "without a value"},
    {PICKLE("}]K\x02s."), DP_CORRUPT, 4, "cannot be hashed"},
    {PICKLE("}(K\x01K\x02}K\x02u."), DP_CORRUPT, 9, "cannot be hashed"},
    {PICKLE("(]K\x02" "d."), DP_CORRUPT, 4, "cannot be hashed"},
    {PICKLE("\x8f(\x8f\x90."), DP_CORRUPT, 3, "cannot be hashed"},
    {PICKLE("(]\x91."), DP_CORRUPT, 2, "cannot be hashed"},
    {PICKLE("]K\x01K\x02s."), DP_CORRUPT, 5, "takes no members"},
    {PICKLE("](K\x01\x90."), DP_CORRUPT, 4, "takes no members"},
    {PICKLE("(\x91K\x01" "a."), DP_CORRUPT, 4, "takes no members"},
    {PICKLE("(K\x01" "e."), DP_CORRUPT, 3, "nothing on the stack"},
    {PICKLE("a."), DP_CORRUPT, 0, "too few"},
    {PICKLE("e."), DP_CORRUPT, 0, "no mark"},
    {PICKLE("1."), DP_CORRUPT, 0, "no mark"},
    {PICKLE("(o."), DP_CORRUPT, 1, "above the mark"},
    {PICKLE("h\0."), DP_CORRUPT, 0, "stored under 0"},
    {PICKLE("g1\n."), DP_CORRUPT, 0, "stored under 1"},
    {PICKLE("Np01\n."), DP_CORRUPT, 1, "plain number"},
    {PICKLE("Np-1\n."), DP_CORRUPT, 1, "plain number"},
    {PICKLE("Np\n."), DP_CORRUPT, 1, "plain number"},
    {PICKLE("Np4294967296\n."), DP_CORRUPT, 1, "plain number"},
    {PICKLE("Np1 \n."), DP_CORRUPT, 1, "plain number"},
    {PICKLE("\x82\0."), DP_CORRUPT, 0, "not above 0"},
    {PICKLE("\x84\xff\xff\xff\xff."), DP_CORRUPT, 0, "not above 0"},
    {PICKLE("\x97."), DP_CORRUPT, 0, "no buffers"},
    {PICKLE("C\0\x98."), DP_CORRUPT, 2, "no buffers"},
    {PICKLE("c\nx\n."), DP_CORRUPT, 0, "empty name"},
    {PICKLE("cx\n\n."), DP_CORRUPT, 0, "empty name"},
    {PICKLE("cx\n\xff\n."), DP_CORRUPT, 0, "UTF-8"},
    {PICKLE("K\x01K\x02\x93."), DP_CORRUPT, 4, "two texts"},
    {PICKLE("C\x01xC\x01y\x93."), DP_CORRUPT, 6, "two texts"},
    {PICKLE("cnumpy\ndtype\nNR."), DP_CORRUPT, 14, "no tuple"},
    {PICKLE("cnumpy\ndtype\n]\x81."), DP_CORRUPT, 14, "no tuple"},
    {PICKLE("cnumpy\ndtype\n))\x92."), DP_CORRUPT, 15, "a tuple and a dict"},
    {PICKLE("cnumpy\ndtype\n)}K\1Ns\x92."), DP_CORRUPT, 19, "texts as names"},
    {PICKLE("]}b."), DP_CORRUPT, 2, "takes no state"},
    {PICKLE("N}b."), DP_CORRUPT, 2, "takes no state"},
    {PICKLE("b."), DP_CORRUPT, 0, "nothing on the stack"},
    {PICKLE("\x95\x03\0\0\0\0\0\0\0N."), DP_CORRUPT, 0, "longer than the rest"},
    {PICKLE("\x95\x02\0\0\0\0\0\0\0K\x01."), DP_OK, 0, ""},
    {PICKLE("\x95\x01\0\0\0\0\0\0\0K\x01."), DP_CORRUPT, 9, "crosses the end"},
    {PICKLE("\x95\x0c\0\0\0\0\0\0\0\x95\x02\0\0\0\0\0\0\0N..."), DP_CORRUPT, 9, "inside a frame"},
    {PICKLE("\x95\x03\0\0\0\0\0\0\0N.N."), DP_CORRUPT, 10, "goes on"},
    {PICKLE("\x95\xff\xff\xff\xff\xff\xff\xff\xffN."), DP_CORRUPT, 0, "longer than the rest"},
};

Test(machine, refuses_what_contradicts_itself)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct run r = run_pickle(bad[i].pickle);
        cr_assert_eq(r.rc, bad[i].rc, "row %zu, %s: %s", i, bad[i].what, r.record->what);
        if (bad[i].rc != DP_OK) {
            cr_assert_eq(r.record->offset, bad[i].offset, "row %zu, %s: at %u", i, bad[i].what,
                         (unsigned)r.record->offset);
            cr_assert_eq(r.used, bad[i].offset);
            cr_assert_not_null(strstr(r.record->what, bad[i].what), "row %zu, %s: %s", i, bad[i].what,
                               r.record->what);
        }
        run_free(&r);
    }
}

/* Bytes of the pickle that begin at an offset of the decoded input are named by that. */
Test(machine, counts_offsets_from_the_base)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_heap *heap = dp_heap_new(ctx);
    dp_id root;
    size_t used;
    cr_assert_eq(dp_pickle_run(heap, DP_LIT("cos\nsystem\nNX"), 1000, NULL, NULL, &root, &used), DP_CORRUPT);
    cr_assert_eq(dp_ctx_record(ctx)->offset, 1012);
    cr_assert_eq(dp_ctx_record(ctx)->names[0].offset, 1000);
    cr_assert_eq(used, 12);
    dp_ctx_free(ctx);
}

Test(machine, tells_who_wrote_it)
{
    static const struct {
        dp_span pickle;
        unsigned protocol;
        bool python2;
        size_t opcodes;
    } cases[] = {
        {PICKLE("I1\n."), 0, false, 2},         {PICKLE("S'a'\n."), 0, true, 2},
        {PICKLE("U\x01" "a."), 1, true, 2},      {PICKLE("K\x01."), 1, false, 2},
        {PICKLE("\x80\x02N."), 2, false, 3},     {PICKLE("\x80\x02" "C\0."), 3, false, 3},
        {PICKLE("\x80\x04\x80\x02N."), 4, false, 4}, {PICKLE("\x80\x05N."), 5, false, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = run_pickle(cases[i].pickle);
        cr_assert_eq(r.facts.protocol, cases[i].protocol, "row %zu", i);
        cr_assert_eq(r.facts.python2, cases[i].python2, "row %zu", i);
        cr_assert_eq(r.facts.opcodes, cases[i].opcodes, "row %zu", i);
        cr_assert_eq(r.facts.n_pickles, 1);
        run_free(&r);
    }
}

#define FETCH "cours\nrun\n."

/* What CPython takes and we refuse: each name that it would ask for behind that is found all the same. */
Test(machine, goes_on_behind_what_only_we_refuse)
{
    static const struct {
        dp_span pickle;
        const char *name;
        dp_reach reach;
    } rows[] = {
        {PICKLE("NN0p 0\ng+0_0\n" "00" FETCH), "ours.run", DP_HELD},
        {PICKLE("Np1\0x\n0g01 \n0" FETCH), "ours.run", DP_HELD},
        {PICKLE("I0x10\n0" FETCH), "ours.run", DP_HELD},
        {PICKLE("L1_0L\n0" FETCH), "ours.run", DP_HELD},
        {PICKLE("F1e999\n0" FETCH), "ours.run", DP_HELD},
        {PICKLE("\x8a\x22" "0123456789012345678901234567890123" "0" FETCH), "ours.run", DP_HELD},
        {PICKLE("]Nb0" FETCH), "ours.run", DP_HELD},
        {PICKLE("](e0)(u0" FETCH), "ours.run", DP_HELD},
        {PICKLE("C\0\x98" "0" FETCH), "ours.run", DP_HELD},
        {PICKLE("N" FETCH), "ours.run", DP_HELD},
        {PICKLE("cours\nrun\n)\x81]Ns."), "ours.run", DP_BUILT},
        {PICKLE("cours\nbefore\n]\x85R0ccollections\nOrderedDict\n(]q\1tRh\1Na0" FETCH), "ours.run", DP_HELD},
        {PICKLE("\x8c\0\x8c\3run\x93."), ".run", DP_HELD},
        {PICKLE("U\1\xe9\x8c\3run\x93."), "\\xe9.run", DP_HELD},
        /* frames: CPython drops what is left of one when an argument is not whole in it */
        {PICKLE("\x95\4\0\0\0\0\0\0\0cjunours\nrun\n."), "ours.run", DP_HELD},
        {PICKLE("\x95\7\0\0\0\0\0\0\0cours\njrun\n."), "ours.run", DP_HELD},
        {PICKLE("\x95\7\0\0\0\0\0\0\0X\4\0\0\0zzours\x8c\3run\x93."), "ours.run", DP_HELD},
        {PICKLE("\x95\7\0\0\0\0\0\0\0X\4\0\0\0zzours\x8c\3run\x93."), "ours.run", DP_HELD},
        {PICKLE("\x95\2\0\0\0\0\0\0\0Xz\4\0\0\0ours\x8c\3run\x93."), "ours.run", DP_HELD},
        {PICKLE("\x95\4\0\0\0\0\0\0\0C\4ab" "cd0" FETCH), "ours.run", DP_HELD},
        {PICKLE("\x95\0\0\0\0\0\0\0\0" FETCH), "ours.run", DP_HELD},
        {PICKLE("\x95\x16\0\0\0\0\0\0\0N0\x95\2\0\0\0\0\0\0\0" FETCH), "ours.run", DP_HELD},
        {PICKLE("\x95\x0b\0\0\0\0\0\0\0\x95\x0b\0\0\0\0\0\0\0zz" FETCH), "ours.run", DP_HELD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_pickle(rows[i].pickle);
        cr_assert(r.rc == DP_CORRUPT || r.rc == DP_LIMIT, "row %zu: %d", i, (int)r.rc);
        cr_assert_eq(r.root, 0);
        cr_assert_not_null(use_of(&r, rows[i].name, rows[i].reach), "row %zu: no %s", i, rows[i].name);
        cr_assert_eq(r.facts.end, rows[i].pickle.n, "row %zu: ends at %zu", i, r.facts.end);
        cr_assert(r.used < r.facts.end, "row %zu", i);
        run_free(&r);
    }
}

static dp_rc eat_three(void *self, dp_heap *heap, dp_id made, dp_span rest, uint64_t at, size_t *eaten)
{
    cr_assert_eq(dp_at(heap, made)->kind, DP_K_MADE);
    *(uint64_t *)self = at;
    *eaten = rest.n < 3 ? rest.n + 1 : 3;
    return DP_OK;
}

/* Raw bytes behind a BUILD belong to the format's hook; none may lie in a frame. */
Test(machine, leaves_raw_bytes_to_the_hook)
{
    uint64_t at = 0;
    dp_limits limits = dp_limits_default(0);
    dp_hooks hooks = {.after_build = eat_three, .self = &at};
    struct run r = run_with(DP_LIT("cnumpy\ndtype\n)\x81}b\xff\xff\xff\x85."), &limits, &hooks);
    cr_assert_eq(r.rc, DP_OK, "%s", r.record->what);
    cr_assert_eq(at, 17);
    cr_assert_str_eq(shown(&r), "(<NEWOBJ numpy.dtype*() state={}>)");
    run_free(&r);
    r = run_with(DP_LIT("cnumpy\ndtype\n)\x81}b\xff\xff"), &limits, &hooks);
    cr_assert_eq(r.rc, DP_CORRUPT);
    run_free(&r);
    r = run_with(DP_LIT("\x95\x16\0\0\0\0\0\0\0" "cnumpy\ndtype\n)\x81}b\xff\xff\xff\x85."), &limits, &hooks);
    cr_assert_eq(r.rc, DP_CORRUPT);
    cr_assert_not_null(strstr(r.record->what, "inside a frame"));
    run_free(&r);
}
