#include "base/text.h"
#include "python/token.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

static dp_ctx *ctx;

static void open_ctx(void)
{
    ctx = test_ctx();
}

TestSuite(python, .init = open_ctx);

static dp_py_source read(const char *text, uint32_t cell)
{
    dp_py_source source = {.text = dp_span_of(text), .cell = cell};
    cr_assert_eq(dp_py_tokenize(ctx, &source), DP_OK);
    return source;
}

/* Tokens as text: each by itself, lines by "|". */
static const char *listed(const dp_py_source *source)
{
    dp_text t = dp_text_new(ctx);
    for (size_t i = 0; i < source->n; i++) {
        dp_text_adds(&t, i != 0 ? " " : "");
        if (source->tokens[i].kind == DP_PY_NEWLINE) {
            dp_text_adds(&t, "|");
        } else {
            dp_text_add(&t, dp_py_text(source, &source->tokens[i]));
        }
    }
    return dp_text_str(&t);
}

struct row {
    const char *in, *out;
};

static void check(const struct row *rows, size_t n, uint32_t cell)
{
    for (size_t i = 0; i < n; i++) {
        dp_py_source source = read(rows[i].in, cell);
        cr_assert_str_eq(listed(&source), rows[i].out, "%s: %s", rows[i].in, listed(&source));
        cr_assert_null(source.fault, "%s: %s", rows[i].in, source.fault);
    }
}

Test(python, code_becomes_tokens)
{
    static const struct row rows[] = {
        {"", ""},
        {"\n \n# nothing\n", ""},
        {"\xef\xbb\xbfx", "x |"},
        {"a = 1 # b\nc", "a = 1 | c |"},
        {"a\r\nb\rc", "a | b | c |"},
        {"f(a,\n  # why\n  b)\nc", "f ( a , b ) | c |"},
        {"a \\\n + b", "a + b |"},
        {"x**=2;y//=3;z:=4;w->v;a!=b;c<=d;e>>=f;@g", "x **= 2 ; y //= 3 ; z := 4 ; w -> v ; a != b ; c <= d ; e >>= f ; @ g |"},
        {"f(**k, *a, b=-1)", "f ( ** k , * a , b = - 1 ) |"},
        {"0x1F 0o17 0b1 1_000 1.5e-3 .5 1. 2j 10L 1if", "0x1F 0o17 0b1 1_000 1.5e-3 .5 1. 2j 10L 1 if |"},
        {"1..real", "1. . real |"},
        {"n\xc3\xa4me", "n\xc3\xa4me |"},
        {"print `x` <> $y", "print ` x ` <> $ y |"},
    };
    check(rows, sizeof rows / sizeof *rows, 0);
}

Test(python, strings_are_whole)
{
    static const struct row rows[] = {
        {"'a' \"b\" r'c' Rb\"d\" u'e' ur'f'", "'a' \"b\" r'c' Rb\"d\" u'e' ur'f' |"},
        {"'a\\'b' r'\\'' '\\\\'x", "'a\\'b' r'\\'' '\\\\' x |"},
        {"'''a\n'b' '' c''' d", "'''a\n'b' '' c''' d |"},
        {"'a\\\nb' c", "'a\\\nb' c |"},
        {"'' \"\" ''''''x", "'' \"\" '''''' x |"},
        {"nor'x'", "nor 'x' |"},
    };
    check(rows, sizeof rows / sizeof *rows, 0);
}

Test(python, fstrings_give_their_code)
{
    static const struct row rows[] = {
        {"f'a'", "f' ' |"},
        {"f'a{b}c{d}'", "f' { b } { d } ' |"},
        {"f'{{a}}'", "f' ' |"},
        {"f'{{{a}}}'", "f' { a } ' |"},
        {"f'{a!r:>{w}.{p}}' x", "f' { a { w } { p } } ' x |"},
        {"f'{a!=b}{c=}{d:=5}{e[1:2]}'", "f' { a != b } { c = } { d } { e [ 1 : 2 ] } ' |"},
        {"f'{d['k']}{f'{x}'}'", "f' { d [ 'k' ] } { f' { x } ' } ' |"},
        {"rf'\\{a}' f'\\{b}' f'\\N{DASH}' rf'\\N{c}' f'\\'{d}'", "rf' { a } ' f' { b } ' f' ' rf' { c } ' f' { d } ' |"},
        {"f'''{\n a # why\n:\n>3}\n'''", "f''' { a } ''' |"},
        {"f'{lambda_(lambda x: 1)}' t'{y}'", "f' { lambda_ ( lambda x : 1 ) } ' t' { y } ' |"},
    };
    check(rows, sizeof rows / sizeof *rows, 0);
}

Test(python, places_count_code_points)
{
    dp_py_source source = read("\xc3\xa4 = '''\n''' + \xe2\x82\xac\n\tb", 0);
    static const uint32_t places[][2] = {{1, 1}, {1, 3}, {1, 5}, {2, 5}, {2, 7}, {2, 8}, {3, 2}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        cr_assert_eq(source.tokens[i].line, places[i][0], "%zu: line %u", i, source.tokens[i].line);
        cr_assert_eq(source.tokens[i].column, places[i][1], "%zu: column %u", i, source.tokens[i].column);
    }
}

Test(python, what_ends_early_is_a_fault)
{
    static const struct {
        const char *in, *what;
        uint32_t line, column;
    } rows[] = {
        {"a = 'b\nc", "a string is not ended", 1, 5},
        {"a\nb = '''c", "a string is not ended", 2, 5},
        {"a = f'{b\n", "a bracket is not closed", 1, 7},
        {"f'''a", "a string is not ended", 1, 1},
        {"f'{a:'", "a brace of an f-string is not closed", 1, 6},
        {"f(a", "a bracket is not closed", 1, 2},
        {"f(a]", "a bracket is closed that was not opened", 1, 4},
        {"f)", "a bracket is closed that was not opened", 1, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dp_py_source source = read(rows[i].in, 0);
        cr_assert_not_null(source.fault, "%s", rows[i].in);
        cr_assert_str_eq(source.fault, rows[i].what, "%s: %s", rows[i].in, source.fault);
        cr_assert_eq(source.fault_line, rows[i].line, "%s: line %u", rows[i].in, source.fault_line);
        cr_assert_eq(source.fault_column, rows[i].column, "%s: column %u", rows[i].in, source.fault_column);
    }
    dp_py_source nul = {.text = DP_LIT("a\0b")};
    cr_assert_eq(dp_py_tokenize(ctx, &nul), DP_OK);
    cr_assert_str_eq(nul.fault, "a NUL byte");
}

Test(python, nesting_has_an_end)
{
    char deep[4000];
    memset(deep, '(', sizeof deep);
    dp_py_source source = {.text = {(const uint8_t *)deep, sizeof deep}};
    cr_assert_eq(dp_py_tokenize(ctx, &source), DP_OK);
    cr_assert_str_eq(source.fault, "brackets are nested too deep");
}

Test(python, notebooks_leave_magic_out)
{
    static const struct row rows[] = {
        {"%matplotlib inline\nx", "x |"},
        {"!ls \\\n -l\nx", "x |"},
        {"?x\ny", "y |"},
        {"x = !ls\ny = %pwd\nz", "x = | y = | z |"},
        {"a = (b\n  % c\n)", "a = ( b % c ) |"},
        {"%time f(x)", "f ( x ) |"},
        {"%%bash\nf(x)", ""},
        {"%%time\nf(x)", "f ( x ) |"},
        {"%%capture out\nf(x)", "f ( x ) |"},
        {"x %= 2\ny != z", "x %= 2 | y != z |"},
    };
    check(rows, sizeof rows / sizeof *rows, 1);
    dp_py_source file = read("!ls", 0);
    cr_assert_str_eq(listed(&file), "! ls |");
}
