#include "proof/sum.h"

/* gathered: rows of the table, for each tree and row of the input; of one tree, if `flat`, for each row of the input. */
static bool is_gathered(dp_prover *p, dp_span gathered, uint64_t n_trees, bool flat, dp_tree_sum *out)
{
    dp_span table;
    dp_span index;
    dp_span rows;
    uint64_t width = out->width;
    if (!dp_is_gather(p, gathered, 0, &table, &index)
        || !(flat ? dp_is_column_as(p, index, 1, &rows) : dp_is_transpose(p, index, &rows))) {
        return false;
    }
    out->table = dp_tensor_of(p, table, out->single ? DP_FORM_FLOAT : DP_FORM_DOUBLE, 2);
    if (out->table == NULL || out->table->dim[1] != width || !dp_is_leaf_rows(p, rows, &out->forest)) {
        return dp_refute(p, "the table of leaf values is not of width %llu", (unsigned long long)width);
    }
    return out->forest.n_trees == n_trees
           || dp_refute(p, "expected %llu trees, the file has %llu", (unsigned long long)n_trees,
                        (unsigned long long)out->forest.n_trees);
}

static bool is_sum(dp_prover *p, dp_span name, uint64_t n_trees, dp_tree_sum *out)
{
    dp_span gathered = name;
    bool one = n_trees == 1;
    return (one || dp_is_sum_of_first(p, name, &gathered)) && is_gathered(p, gathered, n_trees, one, out);
}

bool dp_is_tree_sum(dp_prover *p, dp_span name, uint64_t n_trees, uint64_t width, dp_tree_sum *out)
{
    *out = (dp_tree_sum){.width = width};
    return is_sum(p, name, n_trees, out);
}

bool dp_is_tree_sum_f32(dp_prover *p, dp_span name, uint64_t n_trees, dp_tree_sum *out)
{
    *out = (dp_tree_sum){.width = 1, .single = true};
    return is_sum(p, name, n_trees, out);
}

bool dp_is_tree_sum_from(dp_prover *p, dp_span name, uint64_t n_trees, uint64_t width, dp_tree_sum *out, dp_span *first)
{
    dp_span all;
    const dp_span *part;
    *out = (dp_tree_sum){.width = width};
    return dp_is_sum_of_first(p, name, &all) && dp_is_concat(p, all, 0, 2, &part) && dp_is_turned(p, part[0], width, first)
           && is_gathered(p, part[1], n_trees, false, out);
}

bool dp_row_is(const dp_tree_sum *sum, uint64_t row, const double *numbers)
{
    const uint8_t *at = sum->table->raw.p + row * sum->width * sizeof *numbers;
    float single = (float)numbers[0];
    if (sum->single) {
        return row < sum->table->dim[0] && memcmp(sum->table->raw.p + row * sizeof single, &single, sizeof single) == 0;
    }
    return row < sum->table->dim[0] && memcmp(at, numbers, sum->width * sizeof *numbers) == 0;
}

bool dp_row_is_near(const dp_tree_sum *sum, uint64_t row, const dp_near *numbers)
{
    bool good = row < sum->table->dim[0];
    for (uint64_t k = 0; good && k < sum->width; k++) {
        double found = sum->single ? dp_real_at(sum->table->raw.p, false, row) : dp_f64_at(sum->table, row * sum->width + k);
        good = dp_is_near(found, numbers[k]);
    }
    return good;
}
