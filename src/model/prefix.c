#include "model/prefix.h"

#include "base/text.h"

enum { SHOWN = 60, MOST_LEFT = 20 };

static const char best[] = "best_estimator_";

/* A number in decimal before `end`; *p is moved behind that. */
static bool take_index(const char **p, char end, uint64_t *out)
{
    size_t n = strspn(*p, "0123456789");
    *out = 0;
    for (size_t i = 0; i < n && n < 10; i++) {
        *out = *out * 10 + (uint64_t)((*p)[i] - '0');
    }
    if (n == 0 || n >= 10 || (*p)[n] != end) {
        return false;
    }
    *p += n + 1;
    return true;
}

static bool take_word(const char **p, const char *word)
{
    size_t n = strlen(word);
    bool there = strncmp(*p, word, n) == 0;
    *p += there ? n : 0;
    return there;
}

/* A model's path as faults begin with it: "$.app['model']" is "app['model']". */
static const char *bare(const char *path)
{
    path += path[0] == '$';
    return path + (path[0] == '.');
}

const char *dp_prefix_path(dp_ctx *ctx, const dp_model *model, const char *blocked)
{
    const char *path = model->path;
    const char *p = bare(blocked);
    uint64_t k = 0;
    uint64_t cut;
    if (!take_word(&p, bare(path))) {
        return NULL;
    }
    while (k == 0) {
        p += p[0] == '.';
        if (take_word(&p, best)) {
            path = dp_take_printf(ctx, "%s.%s", path, best);
        } else if (take_word(&p, "[:")) { /* a fault within such a part itself: a shorter one is left */
            (void)take_index(&p, ']', &cut);
        } else if ((!take_word(&p, "steps[") && !take_word(&p, "[")) || !take_index(&p, ']', &k)) {
            return NULL;
        } else if (k == 0) {
            path = dp_take_printf(ctx, "%s[0]", path);
        }
    }
    return dp_take_printf(ctx, "%s[:%llu]", path, (unsigned long long)k);
}

/* The steps of a Pipeline; NULL: it is none. */
static const dp_obj *steps_of(dp_heap *heap, dp_id obj)
{
    const dp_class *cls = dp_class_find(dp_obj_class(heap, obj));
    const dp_obj *steps = dp_steps(heap, obj);
    return cls != NULL && strcmp(cls->family->name, "pipeline") == 0 && steps->kind != DP_K_NONE ? steps : NULL;
}

/* The steps from number `from` on, in words, before those that come after them. */
static const char *left_of(dp_ctx *ctx, dp_heap *heap, const dp_obj *steps, uint64_t from, const char *after)
{
    dp_text t = dp_text_new(ctx);
    for (uint64_t i = from; i < steps->len && i < from + MOST_LEFT; i++) {
        dp_id step = dp_step_at(heap, steps, i);
        const dp_obj *pair = dp_at(heap, steps->u.item[i]);
        dp_span name = step != 0 ? dp_obj_bytes(heap, pair->u.item[0]) : (dp_span){NULL, 0};
        const char *cls = dp_obj_class(heap, step);
        const char *dot = strrchr(cls, '.');
        dp_text_addf(&t, "%s'%s' (%s)", i > from ? ", " : "", dp_escape(ctx, name, SHOWN),
                     dot != NULL ? dot + 1 : dp_obj_describe(heap, step));
    }
    dp_text_addf(&t, "%s%s", t.n != 0 && after[0] != '\0' ? ", " : "", after);
    return dp_text_str(&t);
}

/* The Pipeline with its first k steps: pipe[:k]. */
static dp_id slice(dp_ctx *ctx, dp_heap *heap, dp_id pipeline, const dp_obj *steps, uint64_t k)
{
    dp_made *made = dp_take(ctx, 1, sizeof *made);
    const dp_obj *old = dp_at(heap, pipeline);
    const dp_obj *dict = dp_at(heap, dp_model_dict(heap, pipeline));
    dp_id first = dp_obj_new(heap, DP_K_LIST, old->offset);
    dp_id state = dp_obj_new(heap, DP_K_DICT, old->offset);
    dp_id out = dp_obj_new(heap, DP_K_MADE, old->offset);
    bool good = made != NULL && first != 0 && state != 0 && out != 0;
    for (uint64_t i = 0; good && i < k; i++) {
        good = dp_obj_push(heap, first, steps->u.item[i]) == DP_OK;
    }
    for (uint32_t i = 0; good && i < dict->len; i++) {
        bool is_steps = dp_span_is(dp_obj_bytes(heap, dict->u.item[2 * i]), "steps");
        good = dp_obj_set(heap, state, dict->u.item[2 * i], is_steps ? first : dict->u.item[2 * i + 1]) == DP_OK;
    }
    if (!good) {
        return 0;
    }
    *made = *old->u.made;
    made->state = state;
    dp_at(heap, out)->u.made = made;
    return out;
}

static bool make(dp_ctx *ctx, const dp_model *model, dp_id pipeline, const dp_obj *steps, uint64_t k, const char *path,
                 dp_prefix *out)
{
    dp_id obj = slice(ctx, model->file->heap, pipeline, steps, k);
    out->model = obj != 0 ? dp_model_new(ctx, model->file, obj, path) : NULL;
    return out->model != NULL;
}

bool dp_prefix_at(dp_ctx *ctx, const dp_model *model, const char *path, dp_prefix *out)
{
    dp_heap *heap = model->file->heap;
    dp_id obj = model->obj;
    const char *p = path;
    *out = (dp_prefix){.left = ""};
    bool good = take_word(&p, model->path);
    while (good && obj != 0) {
        const dp_obj *steps = steps_of(heap, obj);
        uint64_t k = 1;
        bool last = take_word(&p, "[:");
        if (!last && take_word(&p, ".") && take_word(&p, best)) {
            obj = dp_model_attribute(heap, obj, best);
            continue;
        }
        good = steps != NULL && (last ? take_index(&p, ']', &k) && k != 0 && k < steps->len : take_word(&p, "[0]"));
        out->left = good ? left_of(ctx, heap, steps, k, out->left) : "";
        if (good && last) {
            return *p == '\0' && make(ctx, model, obj, steps, k, path, out);
        }
        obj = good ? dp_step_at(heap, steps, 0) : 0;
    }
    return false;
}
