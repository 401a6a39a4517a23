#include "export/onnx_text_steps.h"

#include "export/onnx_texts.h"

#define ML "ai.onnx.ml"
#define MICROSOFT DP_ONNX_MICROSOFT
/* Blanks as Python has them, in RE2's words. */
#define BLANK "\\t-\\r\\x1c- \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
#define ANY "(?s:.)"

const char *dp_text_tokens(const dp_text_counts *c)
{
    static const char *const expression[] = {
        [DP_UNIT_WORDS] = DP_ONNX_WORD, [DP_UNIT_SPLIT] = "[^" BLANK "]+", [DP_UNIT_CHARS] = "[" BLANK "][" BLANK "]+|" ANY,
        [DP_UNIT_CHARS_OF_WORDS] = "[^" BLANK "]+",
    };
    return expression[c->units];
}

const char *dp_text_padding(const dp_text_counts *c)
{
    static const char *const padding[] = {
        [DP_UNIT_WORDS] = DP_ONNX_PADDING, [DP_UNIT_SPLIT] = " ", [DP_UNIT_CHARS] = DP_NO_CHARACTER, [DP_UNIT_CHARS_OF_WORDS] = "",
    };
    return padding[c->units];
}

/* Words to stop at go behind all others, which keep their order: by TopK of their places, to which FAR is added. What they make
 * there with others is no term that is counted. */
static const dp_text_step stopping[] = {
    {"LabelEncoder", ML, {"x"}, {{.name = "keys_strings", .kind = DP_STEP_STOPS}, {.name = "values_floats", .kind = DP_STEP_FAR}}},
    {"Mul", "", {"0", "~0"}, {{0}}},
    {"Add", "", {"1", "~1"}, {{0}}},
    {"CumSum", "", {"2", "=1"}, {{0}}},
    {"Add", "", {"0", "3"}, {{0}}},
    {"Shape", "", {"x"}, {{0}}},
    {"Slice", "", {"5", "@1", "@2", "@0"}, {{0}}},
    {"TopK", "", {"4", "6"}, {{"axis", DP_STEP_INT, 1, NULL}, {"largest", DP_STEP_INT, 0, NULL}, {"sorted", DP_STEP_INT, 1, NULL}}},
    {"GatherElements", "", {"x", "7"}, {{"axis", DP_STEP_INT, 1, NULL}}},
};

/* A run of blanks, of two and more characters, has no token of one: it is padded to a space. */
static const dp_text_step characters[] = {
    {"Tokenizer", MICROSOFT, {"x"}, {{"mark", DP_STEP_INT, 0, NULL}, {"mincharnum", DP_STEP_INT, 1, NULL},
                                     {"pad_value", DP_STEP_TEXT, 0, " "}, {"tokenexp", DP_STEP_TEXT, 0, "^" ANY "$"}}},
    {"Reshape", "", {"0", "@0,-1"}, {{0}}},
};

/* Words become characters, each with spaces behind it; a space before the first of each and after the last, so that none
 * meets another without one. Spaces are only at the ends of what is counted. */
static const dp_text_step of_words[] = {
    {"Tokenizer", MICROSOFT, {"x"}, {{"mark", DP_STEP_INT, 0, NULL}, {"mincharnum", DP_STEP_INT, 1, NULL},
                                     {"pad_value", DP_STEP_TEXT, 0, " "}, {"tokenexp", DP_STEP_TEXT, 0, ANY}}},
    {"Slice", "", {"0", "@0", "@1", "@2"}, {{0}}},
    {"LabelEncoder", ML, {"1"}, {{"keys_strings", DP_STEP_TEXTS, 0, " "}, {"values_int64s", DP_STEP_INTS, 0, NULL}}},
    {"LabelEncoder", ML, {"2"}, {{"keys_int64s", DP_STEP_INTS, 0, NULL}, {"values_strings", DP_STEP_TEXTS, 0, " "},
                                 {"default_string", DP_STEP_TEXT, 0, " "}}},
    {"Concat", "", {"3", "0"}, {{"axis", DP_STEP_INT, 2, NULL}}},
    {"Reshape", "", {"4", "@0,-1"}, {{0}}},
    {"Slice", "", {"5", "@0", "@1", "@1"}, {{0}}},
    {"Concat", "", {"5", "6"}, {{"axis", DP_STEP_INT, 1, NULL}}},
};

/* LabelEncoder's own default is 0: 2 for a word, 0 for the empty text that pads. */
static const dp_text_step spaces[] = {
    {"LabelEncoder", ML, {"x"}, {{"keys_strings", DP_STEP_TEXTS, 0, ""}, {"values_floats", DP_STEP_FLOATS, -2, NULL}}},
    {"Add", "", {"0", "~2"}, {{0}}},
    {"ReduceSum", "", {"1", "@1"}, {{"keepdims", DP_STEP_INT, 1, NULL}}},
    {"Mul", "", {"2", "^"}, {{0}}},
    {"Add", "", {"c", "3"}, {{0}}},
};

const dp_text_step *dp_text_steps(const dp_text_counts *c, size_t *n)
{
    *n = 0;
    if (c->units == DP_UNIT_CHARS) {
        *n = sizeof characters / sizeof *characters;
        return characters;
    }
    if (c->units == DP_UNIT_CHARS_OF_WORDS) {
        *n = sizeof of_words / sizeof *of_words;
        return of_words;
    }
    *n = c->n_stop != 0 ? sizeof stopping / sizeof *stopping : 0;
    return stopping;
}

const dp_text_step *dp_text_steps_of_spaces(size_t *n)
{
    *n = sizeof spaces / sizeof *spaces;
    return spaces;
}

size_t dp_text_single_space(const dp_text_counts *c)
{
    size_t i = c->units == DP_UNIT_CHARS_OF_WORDS && c->least == 1 ? 0 : c->n;
    while (i < c->n && !dp_span_is(c->term[i], " ")) {
        i++;
    }
    return i;
}

size_t dp_text_step_numbers(const char *in, int64_t v[DP_STEP_NUMBERS])
{
    size_t n = 0;
    for (const char *p = in; *p != '\0' && n < DP_STEP_NUMBERS; n++) { /* digits of this file's own */
        bool minus = *++p == '-';
        for (v[n] = 0, p += minus; *p >= '0' && *p <= '9'; p++) {
            v[n] = 10 * v[n] + (*p - '0');
        }
        v[n] = minus ? -v[n] : v[n];
    }
    return n;
}
