/* What is done with the object that a load gave, done with a session. */
#include "cli/replacement.h"

#include "cli/member.h"
#include "python/uses.h"

/* "['model']" and "[\"model\"]" are one. */
static bool same_key(const char *path, const char *key)
{
    size_t n = strlen(key);
    if (n < 4 || strlen(path) != n || (key[1] != '"' && key[1] != '\'')) {
        return strcmp(path, key) == 0;
    }
    return strncmp(path + 2, key + 2, n - 4) == 0 && path[0] == '[' && (path[1] == '\'' || path[1] == '"');
}

static const cJSON *session_of(const dp_migrated *model, const char *key)
{
    const cJSON *session;
    cJSON_ArrayForEach(session, model->sessions) {
        const char *path = dp_text_in(session, "model");
        if ((key[0] == '\0' && dp_is_whole(path)) || (path[0] == '$' && key[0] != '\0' && same_key(path + 1, key))) {
            return session;
        }
    }
    return NULL;
}

static const cJSON *port_named(const cJSON *ports, const char *name)
{
    const cJSON *port;
    cJSON_ArrayForEach(port, ports) {
        if (strcmp(dp_text_in(port, "name"), name) == 0) {
            return port;
        }
    }
    return NULL;
}

/* {"X": …} */
static const char *feed(dp_ctx *ctx, const cJSON *session, const char *object, const char *argument)
{
    const cJSON *inputs = cJSON_GetObjectItemCaseSensitive(session, "inputs");
    const cJSON *input = cJSON_GetArrayItem(inputs, 0);
    const char *type = dp_text_in(input, "type");
    if (cJSON_GetArraySize(inputs) != 1) {
        return dp_take_printf(ctx, "columns(%s, %s)", object, argument);
    }
    if (strcmp(type, "text") == 0) {
        return dp_take_printf(ctx, "{%s: numpy.asarray(%s).astype(str)%s}", dp_literal(ctx, dp_text_in(input, "name")), argument,
                              dp_count_in(input, "width") == 1 ? ".reshape(-1, 1)" : "");
    }
    return dp_take_printf(ctx, "{%s: numpy.asarray(%s, dtype=numpy.%s)}", dp_literal(ctx, dp_text_in(input, "name")), argument, type);
}

/* The output that answers; NULL: the file has none. */
static const cJSON *answer_of(const cJSON *session, dp_use_kind kind)
{
    static const char *const names[][3] = {
        [DP_USE_RUN_LABEL] = {"label", "variable", NULL}, [DP_USE_RUN_PROBABILITIES] = {"probabilities", NULL},
        [DP_USE_RUN_LOGARITHMS] = {"probabilities", NULL}, [DP_USE_RUN_SCORES] = {"scores", NULL},
        [DP_USE_RUN_TRANSFORM] = {"variable", "scores", NULL}, [DP_USE_RUN_NEIGHBORS] = {"distance", NULL},
    };
    const cJSON *outputs = cJSON_GetObjectItemCaseSensitive(session, "outputs");
    const cJSON *found = NULL;
    for (size_t i = 0; kind <= DP_USE_RUN_NEIGHBORS && names[kind][i] != NULL && found == NULL; i++) {
        found = port_named(outputs, names[kind][i]);
    }
    return found;
}

static const char *run_code(dp_ctx *ctx, const cJSON *session, dp_use_kind kind, const char *object, const char *argument)
{
    const cJSON *answer = answer_of(session, kind);
    if (kind == DP_USE_RUN_NEIGHBORS) { /* in the order of scikit-learn */
        return dp_take_printf(ctx, "%s.run([\"distance\", \"index\"], %s)", object, feed(ctx, session, object, argument));
    }
    bool flat = dp_count_in(answer, "width") == 1 && kind != DP_USE_RUN_TRANSFORM; /* scikit-learn's [N] is [N, 1] here */
    const char *code = dp_take_printf(ctx, "%s.run([%s], %s)[0]%s", object, dp_literal(ctx, dp_text_in(answer, "name")),
                                      feed(ctx, session, object, argument), flat ? ".ravel()" : "");
    if (kind == DP_USE_RUN_LABEL && strcmp(dp_text_in(session, "labels"), "bool") == 0) {
        return dp_take_printf(ctx, "%s.astype(bool)", code);
    }
    return kind == DP_USE_RUN_LOGARITHMS ? dp_take_printf(ctx, "numpy.log(%s)", code) : code;
}

static bool has_meta(const cJSON *session, const char *key)
{
    const cJSON *name;
    cJSON_ArrayForEach(name, cJSON_GetObjectItemCaseSensitive(session, "meta")) {
        if (cJSON_IsString(name) && strcmp(name->valuestring, key) == 0) {
            return true;
        }
    }
    return false;
}

static const char *fact_code(dp_ctx *ctx, const char *object, const char *key)
{
    bool number = strcmp(key, "n_features") == 0;
    return dp_take_printf(ctx, "%s(json.loads(%s.get_modelmeta().custom_metadata_map[\"%s\"]))", number ? "int" : "numpy.array", object,
                          key);
}

/* In place of x.predict where x is what the load itself gives: pickle.load(f).predict(X). */
static const char *object_of(const cJSON *use, const cJSON *load)
{
    const char *object = dp_text_in(use, "object");
    const char *statement = dp_text_in(load, "statement");
    size_t from = dp_count_in(load, "from");
    size_t n = dp_count_in(load, "n");
    bool direct = n != 0 && strlen(object) == n && from + n <= strlen(statement) && strncmp(statement + from, object, n) == 0;
    const cJSON *form = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(load, "forms"), "onnxruntime");
    return direct ? dp_text_in(form, "object") : object;
}

static void say(cJSON *use, const char *instead, const char *note)
{
    cJSON_DeleteItemFromObjectCaseSensitive(use, "note");
    cJSON_AddStringToObject(use, "instead", instead);
    cJSON_AddStringToObject(use, "note", note);
}

/* kneighbors(X) and nothing more: how many, and whether with distances, is in the file as fit had it. */
static bool asks_as_fitted(dp_ctx *ctx, const cJSON *use)
{
    const char *plain = dp_take_printf(ctx, "%s.kneighbors(%s)", dp_text_in(use, "object"), dp_text_in(use, "argument"));
    return plain != NULL && strcmp(dp_text_in(use, "text"), plain) == 0;
}

static void replace_with(dp_ctx *ctx, cJSON *use, const cJSON *session, const char *object)
{
    dp_use_kind kind = (dp_use_kind)dp_count_in(use, "kind");
    const char *argument = dp_text_in(use, "argument");
    const char *note = dp_take_printf(ctx, "%s", dp_text_in(use, "note"));
    if (kind <= DP_USE_RUN_NEIGHBORS && answer_of(session, kind) == NULL) {
        say(use, "", "the file has no such output: name it in --methods");
    } else if (kind <= DP_USE_RUN_NEIGHBORS && (argument[0] == '\0' || argument[0] == '*')) {
        say(use, "", "is called in a way that is not understood here");
    } else if (kind == DP_USE_RUN_NEIGHBORS && !asks_as_fitted(ctx, use)) {
        say(use, "", "the file tells distance and index of as many as n_neighbors was when it was fitted");
    } else if (kind <= DP_USE_RUN_NEIGHBORS) {
        say(use, run_code(ctx, session, kind, object, argument), "");
    } else if (kind == DP_USE_FACT && has_meta(session, note)) {
        say(use, fact_code(ctx, object, note), "needs import json");
    } else if (kind == DP_USE_FACT) {
        say(use, "", "is not in the file: keep it as JSON, where the model is trained");
    } else if (kind == DP_USE_WHOLE) {
        say(use, "", "the session is handed on: look what is done with it there");
    } else {
        say(use, "", note[0] != '\0' ? note : "is in no file");
    }
}

/* Do all of them take and give the same? */
static bool are_alike(const dp_match *match, const dp_migrated *first)
{
    static const char *const keys[] = {"inputs", "outputs"};
    for (size_t i = 0; i < match->n && match->n > 1; i++) {
        for (size_t k = 0; k < sizeof keys / sizeof *keys && match->at[i]->rc == DP_OK; k++) {
            if (!cJSON_Compare(cJSON_GetObjectItemCaseSensitive(match->at[i]->sessions->child, keys[k]),
                               cJSON_GetObjectItemCaseSensitive(first->sessions->child, keys[k]), true)) {
                return false;
            }
        }
    }
    return true;
}

/* What is no model, at this key. */
static const cJSON *data_at(const dp_migrated *model, const char *key)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, model->content) {
        const char *path = dp_text_in(item, "path");
        if (dp_is_whole(path) || (path[0] == '$' && key[0] != '\0' && same_key(path + 1, key))) {
            return item;
        }
    }
    return NULL;
}

void dp_replace_use(dp_ctx *ctx, cJSON *use, const cJSON *load, const dp_match *match)
{
    const dp_migrated *model = dp_match_converted(match);
    const cJSON *session = model != NULL ? session_of(model, dp_text_in(use, "key")) : NULL;
    bool table = model != NULL && cJSON_GetArraySize(model->sessions) == 0;
    const cJSON *data = model != NULL ? data_at(model, dp_text_in(use, "key")) : NULL;
    if (data != NULL && strcmp(dp_text_in(data, "kind"), "pandas.DataFrame") == 0) {
        say(use, "", "a table: stays as it is with pandas.read_csv");
    } else if (data != NULL || table) {
        say(use, "", "stays as it is");
    } else if (model != NULL && !are_alike(match, model)) {
        say(use, "", "the files take or give different things: each needs a line of its own");
    } else if (session == NULL) {
        const char *note = dp_take_printf(ctx, "%s", dp_text_in(use, "note"));
        say(use, "", model == NULL ? "no file is known that takes its place" : note[0] != '\0' ? note
                                                                             : "which model of the file is meant cannot be told");
    } else {
        replace_with(ctx, use, session, object_of(use, load));
    }
}
