#include "cli/replacement.h"

#include "base/text.h"
#include "cli/folder.h"
#include "cli/member.h"

#include <stdio.h>
#include <stdlib.h>

const char dp_columns_helper[] =
    "def columns(session, rows):\n"
    "    \"\"\"What a session of one input a column is fed: rows is a DataFrame, or a table with the columns of training.\"\"\"\n"
    "    ports = session.get_inputs()\n"
    "    named = hasattr(rows, \"columns\")\n"
    "    table = rows if named else numpy.asarray(rows, dtype=object)\n"
    "    places = {port.name: int(port.name[1:]) for port in ports if port.name[:1] == \"x\" and port.name[1:].isdigit()}\n"
    "    if len(places) != len(ports):\n"
    "        places = {port.name: place for place, port in enumerate(ports)}\n"
    "        if not named and table.shape[1] != len(ports):\n"
    "            raise ValueError(\"columns that nothing looks at are no inputs: give a DataFrame\")\n"
    "    feed = {}\n"
    "    for port in ports:\n"
    "        place = places[port.name]\n"
    "        column = table[:, place] if not named else table[port.name] if port.name in table else table.iloc[:, place]\n"
    "        kind = str if port.type == \"tensor(string)\" else numpy.float64\n"
    "        feed[port.name] = numpy.asarray(column).astype(kind).reshape(-1, 1)\n"
    "    return feed\n";

/* ---- paths ---- */

/* A literal and nothing else: "models/a.pkl" */
static bool is_literal(const char *code)
{
    size_t n = strlen(code);
    return n >= 2 && (code[0] == '"' || code[0] == '\'') && code[n - 1] == code[0] && memchr(code + 1, code[0], n - 2) == NULL;
}

/* The name where it ends a literal: behind a quote or a slash, before a quote. */
static const char *find_name(const char *code, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = strstr(code, name); p != NULL; p = strstr(p + 1, name)) {
        bool begins = p > code && strchr("/\"'\\", p[-1]) != NULL;
        if (begins && (p[n] == '"' || p[n] == '\'')) {
            return p;
        }
    }
    return NULL;
}

const char *dp_literal(dp_ctx *ctx, const char *text)
{
    return dp_take_printf(ctx, "\"%s\"", dp_escape_quotes(ctx, dp_escape(ctx, dp_span_of(text), 1000), '"'));
}

/* Python code that names the output `written`, as the load names the model file. */
static const char *path_code(dp_ctx *ctx, const cJSON *load, const dp_migrated *model, const char *written)
{
    const char *code = dp_text_in(load, "path_text");
    const char *name = dp_base_name(model->path);
    const char *at = find_name(code, name);
    char *stem = dp_stem(model->path);
    const char *made = "";
    if (at != NULL) {
        made = dp_take_printf(ctx, "%.*s%s%s", (int)(at - code), code, written, at + strlen(name));
        made = is_literal(made) ? made : dp_take_printf(ctx, "str(%s)", made);
    } else if (code[0] == '\0' || stem == NULL) {
        const char *under = model->path + model->under;
        made = dp_literal(ctx, dp_take_printf(ctx, "%.*s%s", (int)(dp_base_name(under) - under), under, written));
    } else if (strncmp(written, stem, strlen(stem)) == 0 && strrchr(written, '.') == written + strlen(stem)) {
        size_t dots = 0; /* a.pkl.gz: two suffixes go */
        for (const char *p = name + strlen(stem); *p != '\0'; p++) {
            dots += *p == '.';
        }
        dp_text t = dp_text_new(ctx);
        dp_text_addf(&t, "str(pathlib.Path(%s)", code);
        for (; dots > 1; dots--) {
            dp_text_adds(&t, ".with_suffix(\"\")");
        }
        dp_text_addf(&t, ".with_suffix(%s))", dp_literal(ctx, written + strlen(stem)));
        made = dp_text_str(&t);
    } else {
        made = dp_take_printf(ctx, "str(pathlib.Path(%s).with_name(%s))", code, dp_literal(ctx, written));
    }
    free(stem);
    return made;
}

/* ---- loads ---- */

/* One way to open outputs of a format. */
struct form {
    const char *name, *format, *before, *after;
    const char *imports[3];
};

static const struct form forms[] = {
    {"onnxruntime", "onnx", "onnxruntime.InferenceSession(", ")", {"import numpy", "import onnxruntime", NULL}},
    {"json", "json", "json.load(open(", ", encoding=\"utf-8\"))", {"import json", NULL}},
    {"package", "onnx", "depickle.open(", ")", {"import depickle", NULL}},
};
static const struct form tables[] = {
    {"pandas", "csv", "pandas.read_csv(", ")", {"import pandas", NULL}},
    {"json", "json", "json.load(open(", ", encoding=\"utf-8\"))", {"import json", NULL}},
};

/* What stands around the document of something that is no model, so that the value is what the pickle gave. */
static const struct shape {
    const char *form, *kind;
    bool several; /* columns */
    const char *before, *after;
} shapes[] = {
    {"value", "", false, "", "[\"value\"]"},
    {"table", "list", false, "", "[\"columns\"][0][\"values\"]"},
    {"table", "tuple", false, "tuple(", "[\"columns\"][0][\"values\"])"},
    {"table", "dict", true, "{c[\"name\"]: c[\"values\"] for c in ", "[\"columns\"]}"},
    {"table", "numpy.ndarray", false, "numpy.array(", "[\"columns\"][0][\"values\"])"},
    {"table", "numpy.ndarray", true, "numpy.array([c[\"values\"] for c in ", "[\"columns\"]]).T"},
    {"table", "pandas.Index", false, "pandas.Index(", "[\"columns\"][0][\"values\"])"},
};

bool dp_is_whole(const char *path)
{
    return path[0] == '\0' || strcmp(path, "$") == 0;
}

/* What is known of an output that is no model; NULL: it is one. */
static const cJSON *content_at(const dp_migrated *model, const cJSON *output)
{
    const char *path = dp_text_in(output, "data");
    const cJSON *item;
    cJSON_ArrayForEach(item, model->content) {
        if (!cJSON_HasObjectItem(output, "model") && strcmp(dp_text_in(item, "path"), path[0] != '\0' ? path : "$") == 0) {
            return item;
        }
    }
    return NULL;
}

static const struct shape *shape_of(const cJSON *item)
{
    size_t columns = dp_count_in(item, "columns");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes && item != NULL; i++) {
        const struct shape *shape = &shapes[i];
        bool named = strcmp(dp_text_in(item, "form"), shape->form) == 0 && strcmp(dp_text_in(item, "kind"), shape->kind) == 0;
        if (named && (shape->several ? strcmp(shape->kind, "dict") == 0 || columns > 1 : columns <= 1)) {
            return shape;
        }
    }
    return NULL;
}

/* A Series is a table of one column, and the index of rows stands before it. */
static bool is_series(const cJSON *item)
{
    return strcmp(dp_text_in(item, "kind"), "pandas.Series") == 0;
}

static const char *opened_csv(dp_ctx *ctx, const struct form *form, const cJSON *item, const char *file)
{
    size_t n = dp_count_in(item, "index");
    dp_text t = dp_text_new(ctx);
    dp_text_addf(&t, "%s%s%s", form->before, file, n > 1 ? ", index_col=[" : n == 1 ? ", index_col=0" : "");
    for (size_t i = 0; i < n && n > 1; i++) {
        dp_text_addf(&t, "%s%zu", i != 0 ? ", " : "", i);
    }
    dp_text_addf(&t, "%s%s%s", n > 1 ? "]" : "", form->after, is_series(item) ? ".iloc[:, 0]" : "");
    return dp_text_str(&t);
}

static const char *opened(dp_ctx *ctx, const struct form *form, const cJSON *load, const dp_migrated *model, const cJSON *output)
{
    const cJSON *item = content_at(model, output);
    const struct shape *shape = strcmp(form->format, "json") == 0 ? shape_of(item) : NULL;
    const char *file = path_code(ctx, load, model, dp_base_name(dp_text_in(output, "path")));
    if (item != NULL && strcmp(form->format, "csv") == 0) {
        return opened_csv(ctx, form, item, file);
    }
    return dp_take_printf(ctx, "%s%s%s%s%s", shape != NULL ? shape->before : "", form->before, file, form->after,
                          shape != NULL ? shape->after : "");
}

/* An output as an item of what the file is: a dict, a list. */
struct item {
    const cJSON *output;
    const struct form *form;
    const char *path;
    size_t place; /* in a list */
};

/* The form for what is no model: of a table that has a CSV file that one, else JSON. NULL: this output is not the one. */
static const struct form *data_form(const dp_migrated *model, const cJSON *output)
{
    const cJSON *item = content_at(model, output);
    bool frame = strcmp(dp_text_in(item, "kind"), "pandas.DataFrame") == 0 || is_series(item);
    const cJSON *other;
    cJSON_ArrayForEach(other, cJSON_GetObjectItemCaseSensitive(model->facts, "outputs")) {
        bool same = strcmp(dp_text_in(other, "data"), dp_text_in(output, "data")) == 0;
        if (frame && same && strcmp(dp_text_in(other, "format"), "csv") == 0) {
            return other == output ? &tables[0] : NULL;
        }
    }
    return strcmp(dp_text_in(output, "format"), "json") == 0 ? &tables[1] : NULL;
}

/* false: it is no item of this form, or nested deeper (then *deep). */
static bool read_item(const struct form *form, const dp_migrated *model, const cJSON *output, struct item *out, bool *deep)
{
    bool data = cJSON_HasObjectItem(output, "data");
    *out = (struct item){output, data ? data_form(model, output) : form, dp_text_in(output, data ? "data" : "model"), 0};
    if (out->form == NULL || strcmp(dp_text_in(output, "format"), out->form->format) != 0) {
        return false;
    }
    size_t n = strlen(out->path);
    bool plain = n >= 4 && out->path[1] == '[' && strchr(out->path + 2, '[') == NULL && strchr(out->path, '.') == NULL;
    *deep = *deep || (!plain && !data);
    for (const char *p = out->path + 2; plain && *p >= '0' && *p <= '9' && out->place < 1000; p++) {
        out->place = out->place * 10 + (size_t)(*p - '0');
    }
    return plain;
}

static int by_place(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

/* $['a'] of a file with several things: {'a': …}; $[0]: [None, …] up to it. NULL: models are nested deeper. */
static const char *display(dp_ctx *ctx, const struct form *form, const cJSON *load, const dp_migrated *model)
{
    const cJSON *outputs = cJSON_GetObjectItemCaseSensitive(model->facts, "outputs");
    struct item *item = dp_take(ctx, (size_t)cJSON_GetArraySize(outputs) + 1, sizeof *item);
    dp_text t = dp_text_new(ctx);
    const cJSON *output;
    bool deep = false;
    size_t n = 0;
    size_t next = 0;
    cJSON_ArrayForEach(output, outputs) {
        n += item != NULL && read_item(form, model, output, &item[n], &deep);
    }
    bool list = n != 0 && item[0].path[2] != '\'' && item[0].path[2] != '"';
    if (list) {
        qsort(item, n, sizeof *item, by_place);
    }
    for (size_t i = 0; i < n && !deep; i++) {
        dp_text_adds(&t, t.n != 0 ? ", " : "");
        for (; list && next < item[i].place; next++) {
            dp_text_adds(&t, "None, ");
        }
        if (!list) {
            dp_text_addf(&t, "%.*s: ", (int)(strlen(item[i].path) - 3), item[i].path + 2);
        }
        dp_text_adds(&t, opened(ctx, item[i].form, load, model, item[i].output));
        next++;
    }
    return t.n != 0 ? dp_take_printf(ctx, "%c%s%c", list ? '[' : '{', dp_text_str(&t), list ? ']' : '}') : NULL;
}

/* The expression for the object; NULL: there is none in this form. */
static const char *object_code(dp_ctx *ctx, const struct form *form, const cJSON *load, const dp_migrated *model)
{
    const cJSON *output;
    cJSON_ArrayForEach(output, cJSON_GetObjectItemCaseSensitive(model->facts, "outputs")) {
        const cJSON *item = content_at(model, output);
        bool named = strcmp(form->format, "csv") == 0 && strcmp(dp_text_in(item, "kind"), "pandas.Index") == 0; /* JSON is nearer */
        if (strcmp(dp_text_in(output, "format"), form->format) == 0 && !named) {
            return dp_is_whole(dp_text_in(output, "model")) && !cJSON_HasObjectItem(output, "data") ? opened(ctx, form, load, model, output)
                                                                                          : display(ctx, form, load, model);
        }
    }
    return NULL;
}

/* What the line that is given leaves open. */
static const char *left_open(dp_ctx *ctx, const dp_migrated *model, const char *object)
{
    dp_text t = dp_text_new(ctx);
    const cJSON *item;
    if (strstr(object, ".with_suffix(") != NULL || strstr(object, ".with_name(") != NULL) {
        dp_text_adds(&t, "what names the file, or lists a folder for it, still names the pickle: change it before the pickle goes");
    }
    cJSON_ArrayForEach(item, model->content) {
        const char *path = dp_escape(ctx, dp_span_of(dp_text_in(item, "path")), 100);
        bool json = strstr(object, "json.load(") != NULL;
        if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "written"))) {
            dp_text_addf(&t, "%s%s, %s, is in no file", t.n != 0 ? "; " : "", path, dp_text_in(item, "what"));
        } else if (json && (shape_of(item) == NULL || cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "typed")))) {
            dp_text_addf(&t, "%s%s is a document of docs/formats/%s.md, not yet what the pickle gave", t.n != 0 ? "; " : "", path,
                         shape_of(item) == NULL ? "table" : "json");
        }
    }
    return dp_text_str(&t);
}

/* An import that the form itself does not have, where the expression calls that module. */
static void add_import(cJSON *imports, const struct form *form, const char *object, const char *module)
{
    char call[24];
    char line[24];
    snprintf(call, sizeof call, "%s.", module);
    snprintf(line, sizeof line, "import %s", module);
    bool there = false;
    for (size_t i = 0; form->imports[i] != NULL; i++) {
        there = there || strcmp(form->imports[i], line) == 0;
    }
    if (!there && strstr(object, call) != NULL) {
        cJSON_AddItemToArray(imports, cJSON_CreateString(line));
    }
}

static void add_form(dp_ctx *ctx, cJSON *list, const struct form *form, const cJSON *load, const char *object,
                     const dp_migrated *model, bool columns)
{
    static const char *const modules[] = {"json", "numpy", "pandas", "pathlib"};
    const char *statement = dp_text_in(load, "statement");
    size_t from = dp_count_in(load, "from");
    size_t n = dp_count_in(load, "n");
    if (from + n > strlen(statement) || n == 0) {
        return;
    }
    cJSON *o = cJSON_AddObjectToObject(list, form->name);
    cJSON *imports = cJSON_AddArrayToObject(o, "imports");
    for (size_t i = 0; form->imports[i] != NULL; i++) {
        cJSON_AddItemToArray(imports, cJSON_CreateString(form->imports[i]));
    }
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        add_import(imports, form, object, modules[i]);
    }
    cJSON_AddStringToObject(o, "object", object);
    cJSON_AddStringToObject(o, "statement", dp_take_printf(ctx, "%.*s%s%s", (int)from, statement, object, statement + from + n));
    cJSON_AddBoolToObject(o, "columns", columns);
    cJSON_AddStringToObject(o, "note", left_open(ctx, model, object));
}

static bool takes_columns(const dp_migrated *model)
{
    const cJSON *session;
    cJSON_ArrayForEach(session, model->sessions) {
        if (cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(session, "inputs")) > 1) {
            return true;
        }
    }
    return false;
}

/* Also where the path cannot be told, and there is but one file that it can be. */
static bool is_sure(const dp_match *match)
{
    return match->n != 0 && match->state != DP_MATCH_MISSING && (match->state != DP_MATCH_UNKNOWN || match->n == 1);
}

/* One model, and nothing beside it. */
static bool holds_one(const dp_migrated *model)
{
    const cJSON *session = model->sessions->child;
    return session != NULL && session->next == NULL && dp_is_whole(dp_text_in(session, "model"));
}

const dp_migrated *dp_match_converted(const dp_match *match)
{
    const dp_migrated *first = NULL;
    for (size_t i = 0; i < match->n && is_sure(match); i++) {
        const dp_migrated *model = match->at[i];
        if (model->rc == DP_OK && match->n > 1 && !holds_one(model)) {
            return NULL;
        }
        first = first == NULL && model->rc == DP_OK ? model : first;
    }
    return first;
}

void dp_replace_load(dp_ctx *ctx, cJSON *load, const dp_match *match)
{
    cJSON *list = cJSON_AddObjectToObject(load, "forms");
    const dp_migrated *model = dp_match_converted(match);
    if (model == NULL) {
        return;
    }
    bool table = cJSON_GetArraySize(model->sessions) == 0;
    const struct form *of = table ? tables : forms;
    for (size_t i = 0; i < (table ? sizeof tables / sizeof *tables : sizeof forms / sizeof *forms); i++) {
        const char *object = object_code(ctx, &of[i], load, model);
        if (object != NULL) {
            add_form(ctx, list, &of[i], load, object, model, i == 0 && takes_columns(model));
        }
    }
}
