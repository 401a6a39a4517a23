#include "cli/options.h"

#include "cli/allow.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum key {
    KEY_COLOR = 0x1000, KEY_PROGRESS, KEY_JSON, KEY_TO, KEY_SELECT, KEY_ALLOW, KEY_EXPECT, KEY_PINS, KEY_REQUIRE,
    KEY_SIDECAR, KEY_NO_SIDECAR, KEY_MODE, KEY_MANIFEST, KEY_BOM, KEY_TARGET, KEY_INPUT_TYPE, KEY_OUTPUT_TYPE, KEY_INPUT_NAME,
    KEY_SINGLE,
    KEY_METHODS, KEY_LIKE, KEY_ARRAYS, KEY_PROBES, KEY_TIMEOUT,
    KEY_SANDBOX, KEY_AGAINST, KEY_DATA, KEY_EXPECTED, KEY_METHOD, KEY_STRICT, KEY_CHAIN, KEY_LABELS, KEY_NAMES, KEY_FILES0,
    KEY_FORMAT, KEY_CHECK, KEY_EXCLUDE, KEY_DELETE, KEY_WRITE_ALLOW, KEY_RESUME, KEY_SHARD, KEY_WIDTH, KEY_PARTIAL, KEY_PLAN,
    KEY_DEPFILE
};

enum { MOST_PROBES = 100000, MOST_FEATURES = 1 << 30 };

/* One key a row of base/limits.def. */
enum limit_key {
    KEY_BEFORE_LIMITS = 0x2000,
#define LIMIT(member, option, unit, normal, most, help) KEY_LIMIT_##member,
#include "base/limits.def"
#undef LIMIT
};

void dp_texts_add(dp_texts *list, const char *text)
{
    const char **grown = realloc(list->at, (list->n + 1) * sizeof *grown);
    if (grown == NULL) {
        dp_out_of_memory();
    }
    list->at = grown;
    list->at[list->n++] = text;
}

void dp_usage(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("depickle: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(DP_USAGE);
}

void dp_out_of_memory(void)
{
    fputs("depickle: out of memory\n", stderr);
    exit(DP_ERROR);
}

/* ---- values ---- */

static uint64_t number(const struct argp_state *state, const char *option, const char *text)
{
    uint64_t v = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && v < UINT64_MAX / 16; p++) {
        v = v * 10 + (uint64_t)(*p - '0');
    }
    if (p == text || *p != '\0' || v == 0) {
        argp_error(state, "%s takes a number from 1 on, not '%s'", option, text);
    }
    return v;
}

/* "512M", "4G", "1000000" */
static uint64_t size(const struct argp_state *state, const char *option, const char *text)
{
    static const char units[] = "KMGT";
    char digits[32];
    size_t n = strlen(text);
    const char *unit = n != 0 ? strchr(units, text[n - 1]) : NULL;
    if (n == 0 || n >= sizeof digits) {
        argp_error(state, "%s takes a size such as 512M, not '%s'", option, text);
    }
    snprintf(digits, sizeof digits, "%.*s", (int)(unit != NULL ? n - 1 : n), text);
    uint64_t v = number(state, option, digits);
    unsigned shift = unit != NULL ? 10 * (unsigned)(unit - units + 1) : 0;
    if (v > UINT64_MAX >> shift) {
        argp_error(state, "%s: %s is too large", option, text);
    }
    return v << shift;
}

/* The index of text among the words, or a usage error that lists them. */
static int choice(const struct argp_state *state, const char *option, const char *text, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
    }
    char all[200] = "";
    for (int i = 0; words[i] != NULL; i++) {
        size_t n = strlen(all);
        snprintf(all + n, sizeof all - n, "%s%s", i != 0 ? ", " : "", words[i]);
    }
    argp_error(state, "%s takes one of %s, not '%s'", option, all, text);
    return 0;
}

static const char *const yes_no_auto[] = {"auto", "always", "never", NULL};
static const char *const progresses[] = {"auto", "plain", "none", NULL};
static const char *const targets[] = {"auto", "ml5", "ml1", "plain", NULL};
static const char *const float_types[] = {"double", "float", NULL};
static const char *const sidecars[] = {"sum", "bare", NULL};
static const char *const sandboxes[] = {"require", "auto", "off", NULL};
static const char *const likes[] = {"skl2onnx", NULL};
static const char *const arrays[] = {"numbers", "base64", NULL};
static const char *const listings[] = {"text", "json", "sarif", NULL};
static const char *const methods[] = {"predict", "predict_proba", "decision_function", "transform", NULL};

static unsigned octal(const struct argp_state *state, const char *text)
{
    unsigned v = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '7' && v < 0777; p++) {
        v = v * 8 + (unsigned)(*p - '0');
    }
    if (p == text || *p != '\0' || v > 0777) {
        argp_error(state, "--mode takes an octal file mode such as 0444, not '%s'", text);
    }
    return v;
}

static void take_methods(dp_cli *cli, const struct argp_state *state, char *text)
{
    char *rest = NULL;
    for (char *word = strtok_r(text, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        cli->export.emit.method[choice(state, "--methods", word, methods)] = true;
    }
}

/* ---- groups ---- */

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_JSON:
        cli->json = true;
        cli->listing = DP_LISTING_JSON;
        return 0;
    case 'q': cli->quiet = true; return 0;
    case 'v': cli->verbose++; return 0;
    case KEY_COLOR: choice(state, "--color", arg, yes_no_auto); return 0;
    case KEY_PROGRESS: cli->progress = choice(state, "--progress", arg, progresses); return 0;
    case KEY_ALLOW: dp_texts_add(&cli->allow, arg); return 0;
    case KEY_TIMEOUT:
        cli->wall_seconds = cli->limits.cpu_seconds = number(state, "--timeout", arg);
        cli->limits.cpu_ratio = 0;
        return 0;
    case KEY_SANDBOX: cli->sandbox = (dp_sandbox_mode)choice(state, "--sandbox", arg, sandboxes); return 0;
    case ARGP_KEY_ARG: dp_texts_add(&cli->inputs, arg); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_limits(int key, char *arg, struct argp_state *state)
{
    size_t n;
    const dp_limit *rows = dp_limit_rows(&n);
    size_t i = (size_t)(key - KEY_BEFORE_LIMITS - 1);
    if (key <= KEY_BEFORE_LIMITS || i >= n) {
        return ARGP_ERR_UNKNOWN;
    }
    char option[40];
    snprintf(option, sizeof option, "--%s", rows[i].option);
    uint64_t v = rows[i].unit == DP_LIMIT_BYTES ? size(state, option, arg) : number(state, option, arg);
    if (v > rows[i].most) {
        argp_error(state, "%s takes at most %zu, not %s", option, rows[i].most, arg);
    }
    dp_limit_set(&((dp_cli *)state->input)->limits, &rows[i], v);
    return 0;
}

static error_t parse_output(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case 'o': cli->output = arg; return 0;
    case 'd': cli->directory = arg; return 0;
    case 'f': cli->force = true; return 0;
    case KEY_TO: cli->formats = arg; return 0;
    case KEY_SIDECAR:
        cli->sidecar = arg != NULL ? (dp_sidecar)choice(state, "--sidecar", arg, sidecars) : DP_SIDECAR_SUM;
        return 0;
    case KEY_NO_SIDECAR: cli->sidecar = DP_SIDECAR_NONE; return 0;
    case KEY_MODE: cli->mode = octal(state, arg); return 0;
    case KEY_MANIFEST: cli->manifest = arg; return 0;
    case KEY_RESUME: cli->resume = true; return 0;
    case KEY_DEPFILE: cli->depfile = arg; return 0;
    case KEY_PARTIAL: cli->partial = true; return 0;
    case KEY_BOM: cli->bom = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static uint32_t take_probes(const struct argp_state *state, const char *text)
{
    uint64_t n = number(state, "--probes", text);
    if (n > MOST_PROBES) {
        argp_error(state, "--probes takes at most %d", MOST_PROBES);
    }
    return (uint32_t)n;
}

static error_t parse_onnx(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    dp_emit_options *emit = &cli->export.emit;
    switch (key) {
    case KEY_TARGET: cli->export.target = (dp_target)choice(state, "--target", arg, targets); return 0;
    case KEY_INPUT_TYPE: emit->input_f32 = choice(state, "--input-type", arg, float_types) == 1; return 0;
    case KEY_OUTPUT_TYPE: emit->output_f32 = choice(state, "--output-type", arg, float_types) == 1; return 0;
    case KEY_INPUT_NAME: emit->input_name = arg; return 0;
    case KEY_SINGLE: emit->single_input = true; return 0;
    case KEY_METHODS: take_methods(cli, state, arg); return 0;
    case KEY_LIKE: emit->like_skl2onnx = choice(state, "--like", arg, likes) == 0; return 0;
    case KEY_PROBES: cli->export.probes = take_probes(state, arg); return 0;
    case KEY_ARRAYS: cli->export.arrays_base64 = choice(state, "--arrays", arg, arrays) == 1; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_integrity(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_EXPECT: cli->expect_sha256 = arg; return 0;
    case KEY_PINS: cli->pins = arg; return 0;
    case KEY_REQUIRE: cli->require_sha256 = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_select(int key, char *arg, struct argp_state *state)
{
    if (key == KEY_SELECT) {
        ((dp_cli *)state->input)->select = arg;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_compose(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_CHAIN: cli->chain = true; return 0;
    case KEY_LABELS: cli->labels = arg; return 0;
    case KEY_NAMES: cli->feature_names = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_width(int key, char *arg, struct argp_state *state)
{
    if (key != KEY_WIDTH) {
        return ARGP_ERR_UNKNOWN;
    }
    ((dp_cli *)state->input)->n_features = number(state, "--n-features", arg);
    if (((dp_cli *)state->input)->n_features > MOST_FEATURES) {
        argp_error(state, "--n-features takes at most %d, not %s", MOST_FEATURES, arg);
    }
    return 0;
}

static error_t parse_plan(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    if (key == KEY_PLAN) {
        ((dp_cli *)state->input)->plan = true;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_verify(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_AGAINST: dp_texts_add(&cli->against, arg); return 0;
    case KEY_DATA: cli->data = arg; return 0;
    case KEY_EXPECTED: cli->expected = arg; return 0;
    case KEY_MANIFEST: cli->manifest = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_predict(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_METHOD: cli->method = methods[choice(state, "--method", arg, methods)]; return 0;
    case 'o': cli->output = arg; return 0;
    case 'f': cli->force = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_scan(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    (void)arg;
    switch (key) {
    case KEY_STRICT: cli->strict = true; return 0;
    case KEY_WRITE_ALLOW: cli->write_allow = true; return 0;
    case 'f': cli->force = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_files(int key, char *arg, struct argp_state *state)
{
    if (key == KEY_FILES0) {
        ((dp_cli *)state->input)->files0_from = arg;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

/* 0: as many as there are processors for us. */
static unsigned take_jobs(const struct argp_state *state, const char *text)
{
    cpu_set_t ours;
    uint64_t n = strcmp(text, "0") != 0 ? number(state, "-j", text)
                 : sched_getaffinity(0, sizeof ours, &ours) == 0 ? (uint64_t)CPU_COUNT(&ours) : 1;
    if (n > DP_MOST_JOBS) {
        argp_error(state, "-j takes at most %d", DP_MOST_JOBS);
    }
    return (unsigned)n;
}

static error_t parse_batch(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case 'j': cli->jobs = take_jobs(state, arg); return 0;
    case KEY_SHARD: cli->shard = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_listing(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    if (key == KEY_FORMAT) {
        cli->listing = (dp_listing)choice(state, "--format", arg, listings);
        cli->json = cli->listing == DP_LISTING_JSON;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_migrate(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_CHECK: cli->check = true; return 0;
    case KEY_DELETE: cli->delete_originals = true; return 0;
    case KEY_MANIFEST: cli->manifest = arg; return 0;
    case 'o': cli->output = arg; return 0;
    case 'f': cli->force = true; return 0;
    case KEY_EXCLUDE: dp_texts_add(&cli->exclude, arg); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ---- tables ---- */

static const struct argp_option common_options[] = {
    {"json", KEY_JSON, NULL, 0, "One JSON object per input on stdout", 0},
    {"quiet", 'q', NULL, 0, "Only errors", 0},
    {"verbose", 'v', NULL, 0, "Say more; twice for even more", 0},
    {"color", KEY_COLOR, "WHEN", 0, "auto, always or never", 0},
    {"progress", KEY_PROGRESS, "HOW", 0, "auto (default: a bar on a terminal), plain (a line now and then) or none", 0},
    {"allow", KEY_ALLOW, "MODULE.NAME", 0, "A class of your own: its state is read as data, it is never imported", 0},
    {"timeout", KEY_TIMEOUT, "SECONDS", 0, "Longest time for one file", 1},
    {"sandbox", KEY_SANDBOX, "MODE", 0, "require (default), auto or off", 1},
    {0},
};
#define ARG_BYTES "SIZE"
#define ARG_COUNT "N"
#define ARG_SECONDS "SECONDS"
static const struct argp_option limit_options[] = {
    {NULL, 0, NULL, 0, "Limits: each can be moved, none removed; exit code 7 tells that one was reached", 9},
#define LIMIT(member, option, unit, normal, most, help) {option, KEY_LIMIT_##member, ARG_##unit, 0, help, 9},
#include "base/limits.def"
#undef LIMIT
    {0},
};
static const struct argp_option output_options[] = {
    {"output", 'o', "FILE", 0, "Write here; - is standard output", 2},
    {"directory", 'd', "DIR", 0, "Write into this folder", 2},
    {"force", 'f', NULL, 0, "Replace existing outputs", 2},
    {"to", KEY_TO, "FORMATS", 0, "onnx, json, csv; several with commas (default: by FILE's suffix, else onnx,json)", 2},
    {"sidecar", KEY_SIDECAR, "FORM", OPTION_ARG_OPTIONAL, "OUT.sha256: sum (default) or bare", 2},
    {"no-sidecar", KEY_NO_SIDECAR, NULL, 0, "No OUT.sha256", 2},
    {"mode", KEY_MODE, "OCTAL", 0, "File mode of outputs (default 0444)", 2},
    {"manifest", KEY_MANIFEST, "FILE", 0, "Append a JSON line for each input to FILE", 2},
    {"resume", KEY_RESUME, NULL, 0, "Leave out what --manifest says is done: same input, options and version", 2},
    {"partial", KEY_PARTIAL, NULL, 0, "Of a pipeline that a step blocks, write the steps before that; the exit code stays 3", 2},
    {"depfile", KEY_DEPFILE, "FILE", 0, "Write a rule of make for each input: which files its outputs depend on", 2},
    {"bom", KEY_BOM, "FILE", 0, "Write a bill of materials: CycloneDX 1.7, a machine-learning-model for each output", 2},
    {0},
};
static const struct argp_option onnx_options[] = {
    {"target", KEY_TARGET, "T", 0, "auto, ml5 (onnxruntime 1.21 on), ml1 (1.6 on), plain (no ai.onnx.ml)", 3},
    {"input-type", KEY_INPUT_TYPE, "T", 0, "double (default) or float", 3},
    {"output-type", KEY_OUTPUT_TYPE, "T", 0, "double (default) or float", 3},
    {"input-name", KEY_INPUT_NAME, "NAME", 0, "Name of the graph's input (default X)", 3},
    {"single-input", KEY_SINGLE, NULL, 0, "Columns of texts and numbers as one table of texts, X [N, columns]; numbers are read from it", 3},
    {"methods", KEY_METHODS, "LIST", 0, "predict, predict_proba, decision_function, transform", 3},
    {"like", KEY_LIKE, "TOOL", 0, "skl2onnx: names, types and ranks as that tool writes them", 3},
    {"probes", KEY_PROBES, "N", 0, "Keep N rows with their answers in the ONNX file, for whoever receives it to check a runtime by", 3},
    {"arrays", KEY_ARRAYS, "FORM", 0, "JSON arrays as numbers (default) or base64", 3},
    {0},
};
static const struct argp_option integrity_options[] = {
    {"expect-sha256", KEY_EXPECT, "HEX", 0, "The input's digest; else IN.sha256 beside it, where there is one", 4},
    {"pins", KEY_PINS, "FILE", 0, "A sha256sum list that is kept elsewhere", 4},
    {"require-sha256", KEY_REQUIRE, NULL, 0, "Refuse inputs with no expected digest", 4},
    {0},
};
static const struct argp_option select_options[] = {
    {"select", KEY_SELECT, "PATH", 0, "One model of several, such as $['model'] or $[0]", 2},
    {0},
};
static const struct argp_option compose_options[] = {
    {"chain", KEY_CHAIN, NULL, 0, "The inputs (verify: --against), in order, are the steps of one pipeline; FILE#PATH names a "
     "model inside a file", 5},
    {"labels", KEY_LABELS, "FILE", 0, "A LabelEncoder (or an array of labels): predicted codes become its labels", 5},
    {"feature-names", KEY_NAMES, "LIST", 0, "a,b,c or a file: a name a line, a JSON list, or a pickled list or Index", 5},
    {0},
};
static const struct argp_option width_options[] = {
    {"n-features", KEY_WIDTH, "N", 0, "How many features the model takes, where its file does not tell", 5},
    {0},
};
static const struct argp_option plan_options[] = {
    {"plan", KEY_PLAN, NULL, 0, "What convert would write of files and folders, what blocks the rest, which files belong together", 2},
    {0},
};
static const struct argp_option verify_options[] = {
    {"against", KEY_AGAINST, "IN", 0, "The file that was converted; with --chain each step, in order", 2},
    {"data", KEY_DATA, "X.csv", 0, "Rows of yours, whose answers are in --expected; a header line names the columns", 2},
    {"expected", KEY_EXPECTED, "Y.csv", 0, "What your scikit-learn answered: columns predict, predict_proba_0 … "
     "(samples/record_answers.py writes both files)", 2},
    {"manifest", KEY_MANIFEST, "FILE", 0, "Of a folder (default: manifest.jsonl in it): each listed output, and no other model", 2},
    {0},
};
static const struct argp_option predict_options[] = {
    {"method", KEY_METHOD, "NAME", 0, "predict (default), predict_proba, decision_function or transform", 2},
    {"output", 'o', "FILE", 0, "Write here instead of standard output", 2},
    {"force", 'f', NULL, 0, "Replace an existing output", 2},
    {0},
};
static const struct argp_option scan_options[] = {
    {"strict", KEY_STRICT, NULL, 0, "Files of kinds that are not examined count as failed", 2},
    {"write-allow", KEY_WRITE_ALLOW, NULL, 0, "Write .depickle-allow with the unknown names of these files, to be read and kept", 2},
    {"force", 'f', NULL, 0, "Replace a .depickle-allow that is there", 2},
    {0},
};
static const struct argp_option result_options[] = {
    {"output", 'o', "FILE", 0, "Write here instead of standard output", 2},
    {"force", 'f', NULL, 0, "Replace an existing output", 2},
    {0},
};
static const struct argp_option files_options[] = {
    {"files0-from", KEY_FILES0, "FILE", 0, "Inputs are the names in FILE, a NUL behind each; - is standard input", 2},
    {0},
};
static const struct argp_option batch_options[] = {
    {"jobs", 'j', "N", 0, "Work on N files at once (default 1; 0: one a processor), each limit being for one file", 1},
    {"shard", KEY_SHARD, "I/N", 0, "The I-th of N parts of the files, counted from 1; auto or auto/N: as the array task of Slurm, "
     "Kubernetes or AWS Batch that this is", 1},
    {0},
};
static const struct argp_option listing_options[] = {
    {"format", KEY_FORMAT, "FORMAT", 0, "Print findings as text (default), json (as --json does) or sarif (2.1.0)", 2},
    {0},
};
static const struct argp_option migrate_options[] = {
    {"check", KEY_CHECK, NULL, 0, "Only report what is left", 2},
    {"delete-originals", KEY_DELETE, NULL, 0, "Delete each pickle whose outputs are all proved or tested, once the manifest has it", 2},
    {"manifest", KEY_MANIFEST, "FILE", 0, "Append a JSON line for each model to FILE (default: manifest.jsonl in DIR)", 2},
    {"output", 'o', "FILE", 0, "Write the report here instead of standard output", 2},
    {"force", 'f', NULL, 0, "Replace a report, and outputs of other bytes, that are there", 2},
    {"exclude", KEY_EXCLUDE, "PATTERN", 0, "Leave out files and folders whose path below DIR fits, as fnmatch(3) has it", 2},
    {0},
};

static const struct argp common = {common_options, parse_common, NULL, NULL, NULL, NULL, NULL};
static const struct argp limits = {limit_options, parse_limits, NULL, NULL, NULL, NULL, NULL};
static const struct argp groups[] = {
    {output_options, parse_output, NULL, NULL, NULL, NULL, NULL},
    {onnx_options, parse_onnx, NULL, NULL, NULL, NULL, NULL},
    {integrity_options, parse_integrity, NULL, NULL, NULL, NULL, NULL},
    {verify_options, parse_verify, NULL, NULL, NULL, NULL, NULL},
    {predict_options, parse_predict, NULL, NULL, NULL, NULL, NULL},
    {scan_options, parse_scan, NULL, NULL, NULL, NULL, NULL},
    {select_options, parse_select, NULL, NULL, NULL, NULL, NULL},
    {listing_options, parse_listing, NULL, NULL, NULL, NULL, NULL},
    {migrate_options, parse_migrate, NULL, NULL, NULL, NULL, NULL},
    {compose_options, parse_compose, NULL, NULL, NULL, NULL, NULL},
    {files_options, parse_files, NULL, NULL, NULL, NULL, NULL},
    {batch_options, parse_batch, NULL, NULL, NULL, NULL, NULL},
    {width_options, parse_width, NULL, NULL, NULL, NULL, NULL},
    {plan_options, parse_plan, NULL, NULL, NULL, NULL, NULL},
    {result_options, parse_output, NULL, NULL, NULL, NULL, NULL},
};
enum { N_GROUPS = sizeof groups / sizeof groups[0] };

static error_t parse_children(int key, char *arg, struct argp_state *state)
{
    const dp_cli *cli = state->input;
    (void)arg;
    if (key != ARGP_KEY_INIT) {
        return ARGP_ERR_UNKNOWN;
    }
    for (size_t i = 0; i < cli->n_groups; i++) { /* not root_argp's children: that is argp's own wrapper */
        state->child_inputs[i] = state->input;
    }
    return 0;
}

static void set_defaults(dp_cli *cli)
{
    memset(cli, 0, sizeof *cli);
    cli->limits = dp_limits_default((uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE));
    cli->mode = 0444;
    cli->jobs = 1;
#if defined(__SANITIZE_ADDRESS__) || defined(DEPICKLE_COVERAGE)
    cli->sandbox = DP_SANDBOX_OFF; /* the sanitizer's own calls, and gcov's, would be killed */
#endif
}

void dp_cli_parse(dp_cli *cli, const char *name, const char *usage, const char *doc, unsigned takes, int argc,
                  char **argv)
{
    char program[64];
    struct argp_child children[N_GROUPS + 3] = {{&common, 0, NULL, 0}, {&limits, 0, NULL, 0}};
    size_t n = 2;
    for (size_t i = 0; i < N_GROUPS; i++) {
        if ((takes & (1U << i)) != 0) {
            children[n++] = (struct argp_child){&groups[i], 0, NULL, 0};
        }
    }
    set_defaults(cli);
    cli->n_groups = n;
    struct argp root = {NULL, parse_children, usage, doc, children, NULL, NULL};
    snprintf(program, sizeof program, "depickle %s", name);
    argv[0] = program;
    argp_err_exit_status = DP_USAGE;
    if (argp_parse(&root, argc, argv, 0, NULL, cli) != 0) {
        dp_out_of_memory();
    }
    cli->existing = cli->force ? DP_EXISTING_REPLACED : cli->resume ? DP_EXISTING_ADOPTED : DP_EXISTING_STAYS;
    if (cli->inputs.n != 0 || cli->files0_from != NULL) {
        dp_allow_read(cli);
    }
}
