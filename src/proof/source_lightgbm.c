#include "proof/source_lightgbm.h"

#include "base/num.h"

enum { BY_CATEGORY = 1, MISSING_LEFT = 2, ZERO_MISSING = 4, NAN_MISSING = 8 };

/* ---- lines and words ---- */

static dp_span cut_at(dp_span *rest, char c)
{
    const uint8_t *end = rest->n != 0 ? memchr(rest->p, c, rest->n) : NULL;
    dp_span head = dp_span_cut(*rest, 0, end != NULL ? (size_t)(end - rest->p) : rest->n);
    *rest = dp_span_cut(*rest, end != NULL ? head.n + 1 : head.n, rest->n);
    return head;
}

static dp_span line_of(dp_span *rest)
{
    dp_span line = cut_at(rest, '\n');
    line.n -= line.n != 0 && line.p[line.n - 1] == '\r';
    return line;
}

/* What stands behind KEY and this sign; p NULL: another key. */
static dp_span behind(dp_span line, const char *key, char sign)
{
    size_t n = strlen(key);
    bool is = line.n > n && memcmp(line.p, key, n) == 0 && line.p[n] == (uint8_t)sign;
    return is ? dp_span_cut(line, n + 1, line.n) : (dp_span){NULL, 0};
}

static int64_t whole(dp_span text)
{
    double v;
    return dp_num_read(text, &v) && v > -0x1p31 && v < 0x1p31 && v == (double)(int64_t)v ? (int64_t)v : INT64_MIN;
}

bool dp_src_lightgbm_says(const dp_src_lightgbm *m, const char *word, bool first)
{
    dp_span rest = m->objective;
    bool found = dp_span_is(cut_at(&rest, ' '), word) && first;
    while (!first && !found && rest.n != 0) {
        found = dp_span_is(cut_at(&rest, ' '), word);
    }
    return found;
}

double dp_src_lightgbm_setting(const dp_src_lightgbm *m, const char *key, double otherwise)
{
    double v;
    for (dp_span rest = m->objective; rest.n != 0;) {
        dp_span value = behind(cut_at(&rest, ' '), key, ':');
        if (value.p != NULL && dp_num_read(value, &v)) {
            return v;
        }
    }
    return otherwise;
}

/* ---- trees ---- */

/* Lines of a tree by their keys; a key that comes again counts last. */
struct lines {
    dp_span leaves, feature, threshold, decision, left, right, value;
    dp_span bounds, words; /* of the sets of categories: where each begins among the words, which have a bit for each */
    const double *bound, *word;
    size_t n_bounds, n_words;
    bool linear;
};

static bool ends(dp_span line)
{
    return behind(line, "Tree", '=').p != NULL || dp_span_is(line, "end of trees");
}

static void take_lines(dp_span *rest, struct lines *l)
{
    const struct { const char *key; dp_span *to; } keys[] = {
        {"num_leaves", &l->leaves}, {"split_feature", &l->feature}, {"threshold", &l->threshold},
        {"decision_type", &l->decision}, {"left_child", &l->left}, {"right_child", &l->right}, {"leaf_value", &l->value},
        {"cat_boundaries", &l->bounds}, {"cat_threshold", &l->words},
    };
    for (dp_span next = *rest; next.n != 0; *rest = next) {
        dp_span line = line_of(&next);
        if (ends(line)) {
            return;
        }
        l->linear = l->linear || dp_span_is(line, "is_linear=1");
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            dp_span v = behind(line, keys[i].key, '=');
            *keys[i].to = v.p != NULL ? v : *keys[i].to;
        }
    }
}

static dp_span next_word(dp_span *list)
{
    dp_span word = cut_at(list, ' ');
    while (word.n == 0 && list->n != 0) {
        word = cut_at(list, ' ');
    }
    return word;
}

/* Leaf number i stands behind the splits. */
static int64_t child(dp_span word, uint32_t splits)
{
    int64_t at = whole(word);
    return at >= 0 ? at : at == INT64_MIN ? -1 : (int64_t)splits + ~at;
}

static bool take_numbers(dp_prover *p, dp_span list, const double **out, size_t *n)
{
    double *v = NULL;
    *n = 0;
    for (dp_span word = next_word(&list); word.n != 0; word = next_word(&list)) {
        double *slot = dp_grow(p->ctx, &v, *n, sizeof *slot);
        if (slot == NULL || !dp_num_read(word, slot)) {
            return dp_refute(p, "LightGBM's model: sets of no numbers");
        }
        ++*n;
    }
    *out = v;
    return true;
}

/* Set k: categories in it go to the left, all else to the right. */
static bool take_set(dp_prover *p, dp_src_lightgbm *m, const struct lines *l, dp_src_node *node)
{
    double k = node->threshold;
    int8_t *side;
    if (!(k >= 0 && k + 1 < (double)l->n_bounds) || k != (double)(int64_t)k) {
        return dp_refute(p, "LightGBM's model: a set of categories that is not there");
    }
    double from = l->bound[(size_t)k];
    double to = l->bound[(size_t)k + 1];
    if (!(from >= 0 && from <= to && to <= (double)l->n_words)) {
        return dp_refute(p, "LightGBM's model: a set of categories that is not there");
    }
    uint64_t n = ((uint64_t)to - (uint64_t)from) * 32;
    node->by_set = true;
    node->missing_left = false;
    node->set = dp_sets_add(p, &m->trees.sets, n, 1, 1, &side);
    for (uint64_t v = 0; node->set >= 0 && v < n; v++) {
        side[v] = ((uint32_t)l->word[(size_t)from + v / 32] >> v % 32 & 1) != 0 ? 0 : 1;
    }
    return node->set >= 0;
}

static bool take_split(dp_prover *p, dp_src_lightgbm *m, struct lines *l, uint32_t splits, dp_src_node *node)
{
    int64_t type = whole(next_word(&l->decision));
    bool left = (type & MISSING_LEFT) != 0;
    *node = (dp_src_node){.left = child(next_word(&l->left), splits), .right = child(next_word(&l->right), splits),
                          .feature = whole(next_word(&l->feature))};
    if (type < 0 || !dp_num_read(next_word(&l->threshold), &node->threshold)) {
        return dp_refute(p, "LightGBM's model: a split without a threshold or decision_type");
    }
    if (node->feature < 0 || (uint64_t)node->feature >= m->n_features) {
        return dp_refute(p, "LightGBM's model: a split of no feature");
    }
    if ((type & BY_CATEGORY) != 0) {
        return take_set(p, m, l, node);
    }
    m->zero_missing = m->zero_missing || (type & ZERO_MISSING) != 0;
    node->feature += (type & ZERO_MISSING) != 0 ? (int64_t)m->n_features : 0;
    bool known = (type & (ZERO_MISSING | NAN_MISSING)) != 0;
    node->missing_left = known ? left : 0.0 <= node->threshold; /* else NaN is 0 */
    return true;
}

static bool take_tree(dp_prover *p, dp_src_lightgbm *m, dp_span *rest, uint64_t t)
{
    struct lines l = {0};
    take_lines(rest, &l);
    int64_t leaves = whole(l.leaves);
    if (l.linear) {
        return dp_leave_open(p, "linear models in the leaves of LightGBM");
    }
    if (!take_numbers(p, l.bounds, &l.bound, &l.n_bounds) || !take_numbers(p, l.words, &l.word, &l.n_words)) {
        return false;
    }
    bool fits = leaves >= 1 && leaves <= INT32_MAX / 2 && (uint64_t)leaves <= l.value.n;
    uint32_t splits = fits ? (uint32_t)leaves - 1 : 0;
    dp_grown_tree *tree = fits ? dp_grown_add(p, &m->trees, t % m->outputs, splits + (uint32_t)leaves) : NULL;
    for (uint32_t i = 0; tree != NULL && i < splits; i++) {
        if (!take_split(p, m, &l, splits, &tree->node[i])) {
            return false;
        }
    }
    for (uint32_t i = splits; tree != NULL && i < tree->n; i++) {
        double v;
        if (!dp_num_read(next_word(&l.value), &v)) {
            return dp_refute(p, "LightGBM's model: a leaf without a value");
        }
        tree->node[i] = (dp_src_node){.leaf = true, .left = -1, .right = -1};
        tree->value[i] = v + 0.0; /* the sum begins with 0.0 */
    }
    return tree != NULL || dp_refute(p, "LightGBM's model: num_leaves out of range");
}

/* ---- the model ---- */

/* The value of KEY=, where the line has it. */
static void take_value(dp_span line, const char *key, dp_span *value)
{
    dp_span found = behind(line, key, '=');
    *value = found.p != NULL ? found : *value;
}

static bool read_head(dp_prover *p, dp_span *rest, dp_src_lightgbm *m)
{
    dp_span last_feature = {NULL, 0};
    dp_span trees_each = {NULL, 0};
    bool good = dp_span_is(line_of(rest), "tree");
    for (dp_span next = *rest; next.n != 0; *rest = next) {
        dp_span line = line_of(&next);
        if (ends(line)) {
            break;
        }
        take_value(line, "max_feature_idx", &last_feature);
        take_value(line, "num_tree_per_iteration", &trees_each);
        take_value(line, "objective", &m->objective);
        take_value(line, "feature_names", &m->names);
        take_value(line, "feature_infos", &m->infos);
        m->average = m->average || dp_span_is(line, "average_output");
    }
    int64_t last = whole(last_feature);
    int64_t outputs = whole(trees_each);
    m->n_features = last >= 0 ? (uint64_t)last + 1 : 0;
    m->outputs = outputs > 0 ? (uint64_t)outputs : 0;
    return (good && last >= 0 && outputs > 0) || dp_refute(p, "no model text of LightGBM");
}

/* Trees that predict does not take count as well where zeros are concerned: the file has columns for them all. */
static bool read_trees(dp_prover *p, dp_span rest, dp_src_lightgbm *m)
{
    uint64_t t = 0;
    for (; behind(line_of(&rest), "Tree", '=').p != NULL; t++) {
        if (!take_tree(p, m, &rest, t)) {
            return false;
        }
    }
    m->iterations = t / m->outputs;
    while (rest.n != 0) {
        dp_span list = behind(line_of(&rest), "[categorical_feature", ':');
        m->by_category = list.n > 2 ? dp_span_cut(list, 1, list.n - 2) : m->by_category;
    }
    return true;
}

/* ---- columns of categories ---- */

/* The feature of the next list: as it was told, which pandas' are not before 3.0, else one whose feature_infos are categories
 * (1:0:2) and no range. *next: the first that was not looked at. -1: none. */
static int64_t next_of_categories(dp_src_lightgbm *m, bool told, int64_t *next)
{
    if (told) {
        return m->by_category.n != 0 ? whole(cut_at(&m->by_category, ',')) : -1;
    }
    while (m->infos.n != 0) {
        dp_span info = cut_at(&m->infos, ' ');
        int64_t at = (*next)++;
        if (info.n != 0 && info.p[0] != '[' && memchr(info.p, ':', info.n) != NULL) {
            return at;
        }
    }
    return -1;
}

static bool read_coded(dp_prover *p, dp_state *booster, dp_src_lightgbm *m)
{
    size_t n = 0;
    dp_id list = dp_get(booster, "pandas_categorical");
    bool none = list == 0 || dp_kind_of(booster->heap, list) == DP_K_NONE;
    const dp_id *item = none ? NULL : dp_items_of(booster, list, "pandas_categorical", &n);
    if (booster->failed || n == 0) {
        return !booster->failed;
    }
    dp_codes *codes = dp_take(p->ctx, n, sizeof *codes);
    bool told = m->by_category.n != 0;
    int64_t next = 0;
    int64_t least = 0;
    bool good = codes != NULL && dp_coded_begin(p, m->n_features, &m->coded);
    for (size_t i = 0; good && i < n; i++) {
        int64_t at = next_of_categories(m, told, &next);
        if (at < least || (uint64_t)at >= m->n_features) {
            return dp_leave_open(p, "columns of categories of LightGBM of which it is not told which they are");
        }
        least = at + 1;
        good = dp_codes_of_items(p, booster, item[i], &codes[i]);
        m->coded.code[at] = &codes[i];
    }
    for (uint64_t i = 0; good && i < m->n_features; i++) {
        m->coded.name[i] = cut_at(&m->names, ' ');
    }
    return good;
}

bool dp_src_lightgbm_read(dp_prover *p, dp_state *booster, dp_src_lightgbm *out)
{
    *out = (dp_src_lightgbm){0};
    dp_span rest = dp_obj_bytes(booster->heap, dp_need(booster, "_handle|handle|model_str"));
    if (booster->failed || rest.p == NULL || !read_head(p, &rest, out) || !read_trees(p, rest, out)
        || !read_coded(p, booster, out)) {
        return dp_refute(p, "handle: no model of LightGBM");
    }
    int64_t best = dp_get_int(booster, "best_iteration", 0);
    out->iterations = best > 0 && (uint64_t)best < out->iterations ? (uint64_t)best : out->iterations;
    out->trees.n = (size_t)(out->iterations * out->outputs);
    return true;
}
