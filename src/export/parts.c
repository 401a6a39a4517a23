#include "export/parts.h"

#include "base/hash.h"
#include "base/text.h"

static bool plain(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* A new piece; "_" for one before it that is empty. */
static void begin_piece(dp_text *t)
{
    if (t->n != 0 && t->p[t->n - 1] == '.') {
        dp_text_adds(t, "_");
    }
    dp_text_adds(t, ".");
}

static const char *part_of(dp_ctx *ctx, const char *path)
{
    dp_text t = dp_text_new(ctx);
    for (const char *p = path; *p != '\0' && t.n < 200; p++) {
        if (*p == '[' || (*p == '.' && t.n == 0)) { /* "$['a'].b" and "$.a.b" */
            begin_piece(&t);
        } else if (*p != '$' && *p != ']' && *p != '\'') {
            dp_text_addf(&t, "%c", plain(*p) ? *p : '_');
        }
    }
    if (t.n != 0 && t.p[t.n - 1] == '.') {
        dp_text_adds(&t, "_");
    }
    return dp_text_str(&t);
}

/* Names that are taken; number: the last that was tried behind this one. */
struct taken {
    const char *name;
    size_t number;
};

struct names {
    dp_hash_key key;
    size_t room; /* a power of two, more than there are names */
    struct taken *at;
};

static struct taken *find(const struct names *names, const char *name)
{
    size_t at = (size_t)dp_hash(&names->key, dp_span_of(name)) & (names->room - 1);
    while (names->at[at].name != NULL && strcmp(names->at[at].name, name) != 0) {
        at = (at + 1) & (names->room - 1);
    }
    return &names->at[at];
}

static bool take(struct taken *slot, const char *name)
{
    if (slot->name != NULL) {
        return false;
    }
    *slot = (struct taken){name, 1};
    return true;
}

static const char *numbered(dp_ctx *ctx, const struct names *names, const char *part)
{
    struct taken *first = find(names, part);
    for (;;) {
        const char *name = dp_take_printf(ctx, "%s.%zu", part, ++first->number);
        if (dp_failed(ctx) != DP_OK || take(find(names, name), name)) {
            return name;
        }
    }
}

const char *const *dp_model_parts(dp_ctx *ctx, const dp_models *models)
{
    struct names names = {.key = dp_hash_key_new(), .room = 8};
    while (names.room < models->n * 2) {
        names.room *= 2;
    }
    names.at = dp_take(ctx, names.room, sizeof *names.at);
    const char **parts = dp_take(ctx, models->n, sizeof *parts);
    bool *again = dp_take(ctx, models->n, sizeof *again);
    for (size_t i = 0; dp_failed(ctx) == DP_OK && i < models->n; i++) { /* what a path gives goes before what a number does */
        parts[i] = part_of(ctx, models->at[i]->path);
        again[i] = !take(find(&names, parts[i]), parts[i]);
    }
    for (size_t i = 0; dp_failed(ctx) == DP_OK && i < models->n; i++) {
        parts[i] = again[i] ? numbered(ctx, &names, parts[i]) : parts[i];
    }
    return dp_failed(ctx) == DP_OK ? parts : NULL;
}

const char *dp_item_part(dp_ctx *ctx, const dp_item *item)
{
    const char *part = part_of(ctx, item->path);
    return dp_failed(ctx) == DP_OK ? part : NULL;
}
