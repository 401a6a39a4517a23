#include "support/answers.h"

#include "base/num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What is left when the same sum is taken in another order. scikit-learn differs from itself by as much between one row
 * and many. */
#define RELATIVE 1e-11
#define ABSOLUTE 1e-12

cJSON *test_json(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    dp_span text = test_read(path);
    cJSON *doc = text.p != NULL ? cJSON_Parse((const char *)text.p) : NULL;
    free((void *)(uintptr_t)text.p);
    return doc;
}

const char *test_text(const cJSON *object, const char *key)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsString(value) ? value->valuestring : "";
}

bool test_is_exact(const char *class_name)
{
    static const char *const exact[] = {"DecisionTree", "ExtraTree", "RandomForest", "RandomTrees"};
    const char *dot = strrchr(class_name, '.');
    const char *bare = dot != NULL ? dot + 1 : class_name;
    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        if (strncmp(bare, exact[i], strlen(exact[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* The innermost values of nested lists, in order. */
typedef struct leaves {
    const cJSON **at;
    size_t n, cap;
} leaves;

static void gather(leaves *out, const cJSON *value)
{
    if (!cJSON_IsArray(value)) {
        if (out->n == out->cap) {
            out->cap = out->cap != 0 ? out->cap * 2 : 256;
            out->at = realloc(out->at, out->cap * sizeof *out->at);
        }
        out->at[out->n++] = value;
        return;
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, value)
    {
        gather(out, item);
    }
}

static bool number(const cJSON *v, double *out)
{
    if (cJSON_IsNumber(v) || cJSON_IsBool(v)) {
        *out = cJSON_IsNumber(v) ? v->valuedouble : cJSON_IsTrue(v);
        return true;
    }
    return cJSON_IsString(v) && dp_num_read(dp_span_of(v->valuestring), out);
}

/* A set of rows as a matrix; NULL where it is none. */
static double *matrix(const cJSON *given, uint64_t *rows, uint64_t *features)
{
    bool frame = strcmp(test_text(given, "kind"), "frame") == 0;
    const cJSON *data = cJSON_GetObjectItemCaseSensitive(given, frame ? "rows" : "data");
    const cJSON *shape = cJSON_GetObjectItemCaseSensitive(given, "shape");
    const cJSON *columns = cJSON_GetObjectItemCaseSensitive(given, "columns");
    if ((!frame && strcmp(test_text(given, "kind"), "dense") != 0) || data == NULL) {
        return NULL;
    }
    leaves all = {0};
    gather(&all, data);
    *features = frame ? (uint64_t)cJSON_GetArraySize(columns) : (uint64_t)cJSON_GetArrayItem(shape, 1)->valueint;
    *rows = *features != 0 ? all.n / *features : 0;
    double *x = malloc((all.n + 1) * sizeof *x);
    for (size_t i = 0; x != NULL && i < all.n; i++) {
        if (!number(all.at[i], &x[i])) {
            free(x);
            x = NULL;
        }
    }
    free(all.at);
    return x;
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

struct rule {
    bool exact;
    double scale; /* of the terms that the numbers are sums of */
};

static double as_number(const dp_tensor *t, uint64_t i)
{
    switch (t->type) {
    case DP_T_F64:
        return ((const double *)t->data)[i];
    case DP_T_F32:
        return (double)((const float *)t->data)[i];
    case DP_T_I64:
        return (double)((const int64_t *)t->data)[i];
    case DP_T_BOOL:
    case DP_T_TEXT:
    default:
        return (double)((const uint8_t *)t->data)[i];
    }
}

/* Element i of t beside what was recorded. */
static bool agrees(const dp_tensor *t, uint64_t i, const cJSON *want, struct rule rule)
{
    double w;
    if (t->type == DP_T_TEXT) {
        return cJSON_IsString(want) && dp_span_is(((const dp_span *)t->data)[i], want->valuestring);
    }
    if (!number(want, &w)) {
        return false;
    }
    double got = as_number(t, i);
    if (rule.exact || t->type != DP_T_F64) {
        return same_bits(got, w) || (t->type != DP_T_F64 && got == w);
    }
    return same_bits(got, w) || got == w || fabs(got - w) <= ABSOLUTE + RELATIVE * fmax(fabs(w), rule.scale);
}

static void say_element(char *out, size_t room, const dp_tensor *t, uint64_t i, const cJSON *want)
{
    char *wanted = cJSON_PrintUnformatted(want);
    if (t->type == DP_T_TEXT) {
        dp_span s = ((const dp_span *)t->data)[i];
        snprintf(out, room, "element %llu is '%.*s', recorded %s", (unsigned long long)i, (int)s.n, (const char *)s.p,
                 wanted);
    } else {
        snprintf(out, room, "element %llu is %.17g, recorded %s", (unsigned long long)i, as_number(t, i), wanted);
    }
    free(wanted);
}

/* Elements first, first + step, … of the recorded ones. */
static bool compare_tensor(const dp_tensor *t, const leaves *want, size_t first, size_t step, struct rule rule, char *what,
                           size_t room)
{
    if (first + (t->count - 1) * step >= want->n || t->count != want->n / step) {
        snprintf(what, room, "%llu elements, recorded %zu", (unsigned long long)t->count, want->n / step);
        return false;
    }
    for (uint64_t i = 0; i < t->count; i++) {
        if (!agrees(t, i, want->at[first + i * step], rule)) {
            say_element(what, room, t, i, want->at[first + i * step]);
            return false;
        }
    }
    return true;
}

static bool compare_outputs(const dp_tensor *out, size_t n, const cJSON *answer, struct rule rule, char *what, size_t room)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(answer, "list");
    bool good = true;
    for (size_t k = 0; k < n && good; k++) {
        const cJSON *one = list != NULL ? cJSON_GetArrayItem(list, (int)k) : answer;
        leaves want = {0};
        gather(&want, cJSON_GetObjectItemCaseSensitive(one, "data"));
        bool columns = list == NULL && n > 1;
        good = compare_tensor(&out[k], &want, columns ? k : 0, columns ? n : 1, rule, what, room);
        free(want.at);
    }
    if (good && list != NULL && n != (size_t)cJSON_GetArraySize(list)) {
        snprintf(what, room, "%zu outputs, recorded %d", n, cJSON_GetArraySize(list));
        return false;
    }
    return good;
}

/* Until 0.18 the transform of a predictor was a selection of features, and the decision_function of a linear regressor
 * its predict: methods that are gone. */
static bool method_of(const cJSON *part, const cJSON *methods, const char *name, dp_method *out)
{
    bool predictor = cJSON_HasObjectItem(methods, "predict");
    bool classifier = cJSON_HasObjectItem(part, "classes");
    if (predictor
        && (strcmp(name, "transform") == 0 || (strcmp(name, "decision_function") == 0 && !classifier))) {
        return false;
    }
    for (int m = 0; m < DP_METHODS; m++) {
        if (strcmp(name, dp_method_name((dp_method)m)) == 0) {
            *out = (dp_method)m;
            return true;
        }
    }
    return false;
}

static void compare_set(test_file *f, const cJSON *given, const cJSON *part, const cJSON *methods, test_tally *tally)
{
    uint64_t rows = 0, features = 0;
    double *x = matrix(given, &rows, &features);
    struct rule rule = {.exact = test_is_exact(test_text(part, "class"))};
    for (uint64_t i = 0; x != NULL && i < rows * features; i++) {
        rule.scale = isfinite(x[i]) ? fmax(rule.scale, fabs(x[i])) : rule.scale;
    }
    const cJSON *answer;
    cJSON_ArrayForEach(answer, methods)
    {
        dp_method method;
        dp_tensor out[DP_MOST_OUTPUTS];
        size_t n = 0;
        char what[400] = "";
        bool refused = cJSON_HasObjectItem(answer, "error") || cJSON_HasObjectItem(answer, "rows");
        if (x == NULL || refused || tally->first[0] != '\0' || !method_of(part, methods, answer->string, &method)) {
            continue;
        }
        tally->compared++;
        dp_model *model = test_model(f, test_text(part, "path"));
        if (model == NULL) {
            snprintf(what, sizeof what, "no such model in the file");
        } else if (test_answer(f, model, method, x, rows, features, out, &n) != DP_OK) {
            snprintf(what, sizeof what, "%s", dp_ctx_record(f->ctx)->what);
        } else {
            compare_outputs(out, n, answer, rule, what, sizeof what);
        }
        if (what[0] != '\0') {
            snprintf(tally->first, sizeof tally->first, "%s %s of set %s: %s", test_text(part, "path"), answer->string,
                     methods->string, what);
        }
    }
    free(x);
}

void test_compare(test_file *f, const cJSON *doc, const cJSON *part, test_tally *tally)
{
    const cJSON *inputs = cJSON_GetObjectItemCaseSensitive(doc, "inputs");
    const cJSON *methods;
    cJSON_ArrayForEach(methods, cJSON_GetObjectItemCaseSensitive(part, "answers"))
    {
        compare_set(f, cJSON_GetObjectItemCaseSensitive(inputs, methods->string), part, methods, tally);
    }
}
