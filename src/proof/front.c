#include "proof/front.h"

#include "base/text.h"
#include "model/chain.h"

/* ---- the file's input ---- */

/* Of whatever takes the model's features; NULL: not told. */
static const dp_span *own_names(dp_prover *p, uint64_t n)
{
    size_t count = 0;
    const dp_span *names = dp_names_of_features(p->ctx, p->model, &count);
    return count == n ? names : NULL;
}

bool dp_input_opens(dp_prover *p, uint64_t n, const dp_span *names)
{
    if (p->front != NULL) {
        return true;
    }
    if (p->n_columns == 0) {
        p->column_name = names != NULL ? names : own_names(p, n);
    }
    p->n_columns = p->n_columns == 0 ? n : p->n_columns;
    return n == 0 || p->n_columns == n || dp_refute(p, "the input: not of %llu columns", (unsigned long long)n);
}

static bool is_of_numbers(const dp_form_port *x)
{
    return x->type == DP_FORM_DOUBLE || x->type == DP_FORM_FLOAT;
}

/* One port of all columns? Else there is one for each that is used. */
static bool is_one_table(const dp_prover *p)
{
    const dp_form_graph *g = &p->file->graph;
    return g->n_inputs == 1 && g->input->rank == 2 && g->input->dim[1] == p->n_columns;
}

static bool has_columns(const dp_prover *p)
{
    return !is_one_table(p) || p->file->graph.input->type == DP_FORM_STRING;
}

bool dp_input_holds(dp_prover *p, uint64_t n)
{
    p->n_features = n;
    if (p->front != NULL) {
        return n != 0 || dp_refute(p, "an estimator of no features");
    }
    const dp_form_port *x = p->file->graph.input;
    if (n == 0 || !dp_input_opens(p, n, NULL) || !is_one_table(p) || !x->batch || !is_of_numbers(x)) {
        return dp_refute(p, "the input: expected rows of %llu floats", (unsigned long long)n);
    }
    return true;
}

/* The input itself, widened where it is float32. */
static bool is_input(dp_prover *p, dp_span name)
{
    const dp_form_port *x = p->file->graph.input;
    dp_span from = name;
    if (x->type == DP_FORM_FLOAT && !p->narrow && !dp_is_cast(p, name, DP_FORM_DOUBLE, &from)) {
        return false;
    }
    return (p->narrow ? x->type == DP_FORM_FLOAT : is_of_numbers(x)) && x->batch && dp_same(p, from, x->name, "the input");
}

/* What answers are called is no name for a column. */
static bool is_taken(dp_span name)
{
    static const char *const begins[] = {"label", "probabilities", "variable", "scores", "transformed"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t n = strlen(begins[i]);
        if (name.n >= n && memcmp(name.p, begins[i], n) == 0 && (name.n == n || name.p[n] == '_')) {
            return true;
        }
    }
    return name.n == 0 || memchr(name.p, 0, name.n) != NULL;
}

/* Inputs have the names of their columns: these are written with an underscore, others are x0, x1, … */
static bool is_called(const dp_prover *p, uint64_t i, dp_span port)
{
    if (p->column_name == NULL) {
        return dp_span_is(port, dp_take_printf(p->ctx, "x%llu", (unsigned long long)i));
    }
    dp_span name = p->column_name[i];
    return is_taken(name) ? dp_span_is(port, dp_take_printf(p->ctx, "%s_", dp_escape(p->ctx, name, 200)))
                          : dp_span_equal(port, name);
}

static bool is_port(dp_prover *p, uint64_t i, bool text, dp_span name)
{
    const dp_form_thing *thing = dp_form_find(p->file, name);
    const dp_form_port *x = thing != NULL ? thing->input : NULL;
    bool good = x != NULL && x->batch && x->rank == 2 && x->dim[1] == 1 && is_called(p, i, x->name)
                && (text ? x->type == DP_FORM_STRING : is_of_numbers(x));
    return good || dp_refute(p, "expected the input of column %llu", (unsigned long long)i);
}

/* A column of its own; float32 is widened. */
static bool is_input_column(dp_prover *p, uint64_t i, bool text, dp_span name)
{
    dp_span from = name;
    const dp_form_thing *thing = dp_form_find(p->file, name);
    bool cast = !text && (thing == NULL || thing->input == NULL);
    if (cast && !dp_is_cast(p, name, DP_FORM_DOUBLE, &from)) {
        return false;
    }
    thing = dp_form_find(p->file, from);
    bool wide = thing != NULL && thing->input != NULL && thing->input->type == DP_FORM_DOUBLE;
    bool good = text || (p->narrow ? !cast && !wide : cast != wide);
    return (good || dp_refute(p, "a column of another type")) && is_port(p, i, text, from);
}

/* Of one table of texts; numbers are read from them. */
static bool is_text_column(dp_prover *p, uint64_t i, bool text, dp_span name)
{
    const int64_t at = (int64_t)i;
    dp_span from = name;
    dp_span index;
    const dp_form_port *x = p->file->graph.input;
    if (!text && !dp_is_cast(p, name, DP_FORM_DOUBLE, &from)) {
        return false;
    }
    if (p->n_columns == 1 && dp_span_equal(from, x->name)) {
        return x->batch || dp_refute(p, "the input: expected rows");
    }
    return dp_is_gather(p, from, 1, &from, &index) && dp_is_i64s(p, index, 1, 1, &at) && x->batch
           && dp_same(p, from, x->name, "the input");
}

bool dp_inputs_known(dp_prover *p)
{
    const dp_form_graph *g = &p->file->graph;
    for (size_t k = 0; k < g->n_inputs && !is_one_table(p); k++) {
        uint64_t i = 0;
        while (i < p->n_columns && !is_called(p, i, g->input[k].name)) {
            i++;
        }
        if (i == p->n_columns) {
            return dp_refute(p, "an input that is no column");
        }
    }
    return true;
}

/* ---- what steps have made of it ---- */

static bool are_all(const uint64_t *column, uint64_t n, uint64_t of)
{
    uint64_t i = 0;
    while (i < n && column[i] == i) {
        i++;
    }
    return i == n && n == of;
}

/* Asks with what is in front of that. */
static bool in_front(dp_prover *p, uint64_t *n, dp_span name)
{
    dp_front *v = p->front;
    p->front = v->of;
    bool good = v->step != NULL ? v->step(p, v->self, n, name)
                                : dp_is_width(p, n, v->n) && dp_are_columns(p, v->among, v->column, v->n, name);
    p->front = v;
    return good || dp_refute(p, "not what is in front of the estimator");
}

/* Columns are values of their own: there are only selections in front of columns that are inputs. */
static bool are_apart(const dp_prover *p)
{
    const dp_front *v = p->front;
    while (v != NULL && v->step == NULL) {
        v = v->of;
    }
    return v == NULL && has_columns(p);
}

/* Side by side, in this order; NULL: all. */
static bool are_beside(dp_prover *p, uint64_t among, const uint64_t *column, uint64_t n, dp_span name)
{
    const dp_span *part = &name;
    bool good = n == 1 || dp_is_concat(p, name, 1, n, &part);
    for (uint64_t i = 0; good && i < n; i++) {
        good = dp_is_column(p, among, column != NULL ? column[i] : i, false, part[i]);
    }
    return good;
}

bool dp_are_taken(dp_prover *p, uint64_t among, const uint64_t *column, uint64_t n, dp_span name)
{
    dp_span table, index;
    if (!dp_is_gather(p, name, 1, &table, &index)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, index, DP_FORM_INT64, 1);
    bool good = t != NULL && t->count == n;
    for (uint64_t i = 0; good && i < n; i++) {
        good = column[i] < among && dp_load64(t->raw.p + i * 8) == column[i];
    }
    return (good || dp_refute(p, "other columns than the estimator sees")) && dp_is_table(p, &among, table);
}

bool dp_is_width(dp_prover *p, uint64_t *n, uint64_t width)
{
    *n = *n == 0 ? width : *n;
    if (*n == 0 && width == 0) { /* a scaler that does nothing has no array that would tell */
        return dp_leave_open(p, "how many columns there are is told by neither");
    }
    return (width != 0 && *n == width)
           || dp_refute(p, "%llu columns where there are %llu", (unsigned long long)*n, (unsigned long long)width);
}

bool dp_is_table(dp_prover *p, uint64_t *n, dp_span name)
{
    if (p->front != NULL) {
        return in_front(p, n, name);
    }
    if (!dp_input_opens(p, *n, NULL) || !dp_is_width(p, n, p->n_columns)) {
        return false;
    }
    return has_columns(p) ? are_beside(p, *n, NULL, *n, name) : is_input(p, name);
}

bool dp_are_columns(dp_prover *p, uint64_t among, const uint64_t *column, uint64_t n, dp_span name)
{
    if (!dp_input_opens(p, among, NULL)) {
        return false;
    }
    if (are_apart(p)) {
        return are_beside(p, among, column, n, name);
    }
    return are_all(column, n, among) ? dp_is_table(p, &among, name) : dp_are_taken(p, among, column, n, name);
}

bool dp_is_column(dp_prover *p, uint64_t among, uint64_t i, bool text, dp_span name)
{
    dp_front *v = p->front;
    if (!dp_input_opens(p, among, NULL) || i >= among || (v != NULL && v->step == NULL && v->n != among)) {
        return dp_refute(p, "column %llu: there are fewer", (unsigned long long)i);
    }
    if (!are_apart(p)) {
        bool whole = among == 1 && !dp_made_by(p, name, "Gather"); /* the one column that is the input itself */
        return text ? dp_refute(p, "a text among numbers") : whole ? dp_is_table(p, &among, name) : dp_are_taken(p, among, &i, 1, name);
    }
    if (v == NULL) {
        return is_one_table(p) ? is_text_column(p, i, text, name) : is_input_column(p, i, text, name);
    }
    p->front = v->of;
    bool good = dp_is_column(p, v->among, v->column[i], text, name);
    p->front = v;
    return good;
}
