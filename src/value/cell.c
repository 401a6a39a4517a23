/* The cells of a column: numbers, texts, dates, and what is missing. */
#include "value/column.h"

#include "base/num.h"
#include "base/text.h"
#include "value/recipe.h"

#include <inttypes.h>
#include <math.h>

/* ---- dates and spans of time ---- */

enum { DAY = 86400, HOUR = 3600, MINUTE = 60, LAST_YEAR = 9999 };
enum { RESO_S = 7, RESO_MS, RESO_US, RESO_NS }; /* pandas' numbers for them */

/* How many of the unit make a second; 0: pandas has no such. */
static int64_t per_second(const char *unit)
{
    return strcmp(unit, "ns") == 0 ? 1000000000 : strcmp(unit, "us") == 0 ? 1000000 : strcmp(unit, "ms") == 0 ? 1000
           : strcmp(unit, "s") == 0 ? 1 : 0;
}

/* ".678", without the zeros at its end; "" for none. */
static const char *fraction(dp_ctx *ctx, int64_t part, int64_t whole)
{
    int digits = 0;
    for (int64_t w = whole; w > 1; w /= 10) {
        digits++;
    }
    while (digits != 0 && part % 10 == 0) {
        part /= 10;
        digits--;
    }
    return digits == 0 ? "" : dp_take_printf(ctx, ".%0*" PRId64, digits, part);
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar, as a year that begins in March: leap days come last. */
static void civil(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (unsigned)(of_year - (153 * m + 2) / 5 + 1);
    *month = (unsigned)(m < 10 ? m + 3 : m - 9);
    *year = y + era * 400 + (*month <= 2);
}

/* value / by rounded down; *rest is from 0 to by - 1. */
static int64_t floored(int64_t value, int64_t by, int64_t *rest)
{
    int64_t left = value % by;
    *rest = left < 0 ? left + by : left; /* value - q * by, which has no room near INT64_MIN */
    return value / by - (left < 0);
}

static const char *put_text(dp_ctx *ctx, const char *text, dp_cell *out)
{
    out->kind = DP_CELL_TEXT;
    out->text = dp_span_of(text);
    return dp_failed(ctx) == DP_OK ? NULL : "does not fit into memory";
}

static const char *date_cell(dp_ctx *ctx, int64_t v, const char *unit, bool zoned, dp_cell *out)
{
    int64_t per = per_second(unit);
    int64_t part;
    int64_t second;
    int64_t year;
    unsigned month;
    unsigned day;
    if (v == INT64_MIN) {
        return NULL;
    }
    if (per == 0) {
        return "holds a date in a unit that is not read";
    }
    int64_t days = floored(floored(v, per, &part), DAY, &second);
    civil(days, &year, &month, &day);
    if (year < 1 || year > LAST_YEAR) {
        return "holds a date outside the years 1 to 9999";
    }
    return put_text(ctx, dp_take_printf(ctx, "%04" PRId64 "-%02u-%02uT%02" PRId64 ":%02" PRId64 ":%02" PRId64 "%s%s", year, month,
                                        day, second / HOUR, second % HOUR / MINUTE, second % MINUTE,
                                        fraction(ctx, part, per), zoned ? "Z" : ""), out);
}

static const char *span_cell(dp_ctx *ctx, int64_t v, const char *unit, dp_cell *out)
{
    int64_t per = per_second(unit);
    int64_t part;
    int64_t second;
    if (v == INT64_MIN) {
        return NULL;
    }
    if (per == 0) {
        return "holds a span of time in a unit that is not read";
    }
    int64_t days = floored(floored(v, per, &part), DAY, &second);
    return put_text(ctx, dp_take_printf(ctx, "P%" PRId64 "DT%" PRId64 "H%" PRId64 "M%" PRId64 "%sS", days, second / HOUR,
                                        second % HOUR / MINUTE, second % MINUTE, fraction(ctx, part, per)), out);
}

/* ---- one object ---- */

/* _unpickle_timestamp(value, freq, tz[, resolution]) and _timedelta_unpickle(value[, resolution]) */
static const char *time_cell(dp_heap *heap, dp_id id, bool date, dp_cell *out)
{
    static const char *const units[] = {"s", "ms", "us", "ns"};
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_obj *args = dp_at(heap, dp_at(heap, id)->u.made->args);
    uint32_t reso = date ? 3 : 1;
    if (args->kind != DP_K_TUPLE || args->len < reso || dp_kind_of(heap, args->u.item[0]) != DP_K_INT) {
        return "holds a date of a form that is not read";
    }
    const dp_obj *resolution = dp_at(heap, args->len > reso ? args->u.item[reso] : 0);
    int64_t number = resolution->kind == DP_K_INT ? resolution->u.i : RESO_NS;
    if (number < RESO_S || number > RESO_NS) {
        return "holds a date in a unit that is not read";
    }
    int64_t value = dp_at(heap, args->u.item[0])->u.i;
    const char *unit = units[number - RESO_S];
    return date ? date_cell(ctx, value, unit, dp_kind_of(heap, args->u.item[2]) != DP_K_NONE, out)
                : span_cell(ctx, value, unit, out);
}

static const char *made_cell(dp_heap *heap, dp_id id, dp_cell *out)
{
    if (dp_is_call(heap, id, "pandas._libs.tslibs.nattype._nat_unpickle")
        || dp_is_call(heap, id, "pandas._libs.tslibs.nattype.__nat_unpickle")) {
        return NULL;
    }
    if (dp_is_call(heap, id, "pandas._libs.tslibs.timestamps._unpickle_timestamp")) {
        return time_cell(heap, id, true, out);
    }
    if (dp_is_call(heap, id, "pandas._libs.tslibs.timedeltas._timedelta_unpickle")) {
        return time_cell(heap, id, false, out);
    }
    return dp_take_printf(dp_heap_ctx(heap), "holds a %s", dp_obj_describe(heap, id));
}

static const char *float_cell(double v, bool f32, dp_cell *out)
{
    if (!isnan(v)) {
        out->kind = DP_CELL_FLOAT;
        out->f = v;
        out->f32 = f32;
    }
    return NULL;
}

static const char *text_cell(dp_span text, dp_cell *out)
{
    if (text.p == NULL || !dp_utf8_valid(text)) {
        return "holds bytes that are no text";
    }
    out->kind = DP_CELL_TEXT;
    out->text = text;
    return NULL;
}

static const char *array_cell(dp_heap *heap, const dp_array *a, uint64_t i, const char *unit, bool zoned, dp_cell *out);

const char *dp_cell_of(dp_heap *heap, dp_id id, dp_cell *out)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_array *scalar = o->kind == DP_K_SCALAR ? dp_array_of(heap, id) : NULL;
    *out = (dp_cell){.kind = DP_CELL_NONE};
    if (scalar != NULL && scalar->type.kind != 'O') {
        return array_cell(heap, scalar, 0, scalar->type.unit, false, out);
    }
    switch ((dp_kind)o->kind) {
    case DP_K_NONE: return NULL;
    case DP_K_BOOL:
    case DP_K_INT:
        out->kind = o->kind == DP_K_BOOL ? DP_CELL_BOOL : DP_CELL_INT;
        out->i = o->u.i;
        return NULL;
    case DP_K_FLOAT: return float_cell(o->u.f, false, out);
    case DP_K_TEXT: return text_cell(dp_obj_bytes(heap, id), out);
    case DP_K_BYTES:
        return (o->flags & DP_F_PY2STR) != 0 ? text_cell(dp_obj_bytes(heap, id), out) : "holds bytes";
    case DP_K_GLOBAL:
        return strcmp(dp_canonical(heap, id), "pandas.NA") == 0 ? NULL : "holds a function or class";
    case DP_K_MADE: return made_cell(heap, id, out);
    case DP_K_LIST: case DP_K_TUPLE: case DP_K_SET: case DP_K_FROZENSET: case DP_K_DICT: case DP_K_ARRAY: case DP_K_LONG:
    case DP_K_COMPLEX:
        out->kind = DP_CELL_OBJECT;
        out->obj = id;
        return NULL;
    case DP_K_SCALAR: case DP_K_BYTEARRAY: case DP_K_DTYPE: case DP_K_SPARSE: case DP_K_SLICE: case DP_K_OPAQUE: break;
    }
    return dp_take_printf(dp_heap_ctx(heap), "holds a %s", dp_obj_describe(heap, id));
}

/* ---- one element ---- */

static const char *array_cell(dp_heap *heap, const dp_array *a, uint64_t i, const char *unit, bool zoned, dp_cell *out)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    switch (a->type.kind) {
    case 'b':
    case 'i':
    case 'u':
        out->kind = a->type.kind == 'b' ? DP_CELL_BOOL : a->type.kind == 'i' ? DP_CELL_INT : DP_CELL_UINT;
        out->i = dp_array_i64(a, i);
        return NULL;
    case 'f': return float_cell(dp_array_f64(a, i), a->type.itemsize == 4, out);
    case 'U':
    case 'S': return text_cell(dp_array_text_at(ctx, a, i), out);
    case 'M': return date_cell(ctx, dp_array_i64(a, i), unit, zoned, out);
    case 'm': return span_cell(ctx, dp_array_i64(a, i), unit, out);
    default: return dp_take_printf(ctx, "holds elements of type %s", dp_dtype_text(ctx, &a->type));
    }
}

/* Objects lie in C order whatever the array's own order is. */
static const char *values_cell(dp_heap *heap, const dp_store *s, uint64_t i, dp_cell *out)
{
    const dp_array *a = s->values;
    if (s->missing != NULL && dp_array_i64(s->missing, i) != 0) {
        return NULL;
    }
    if (a->mask.n != 0 && a->ndim == 1 && i < a->mask.n && a->mask.p[i] != 0) {
        return NULL;
    }
    return a->type.kind == 'O' ? dp_cell_of(heap, a->item[i], out) : array_cell(heap, a, i, s->unit, s->zoned, out);
}

static uint64_t offset_at(const dp_store *s, uint64_t i)
{
    return s->wide ? dp_load64(s->offsets.p + 8 * i) : dp_load32(s->offsets.p + 4 * i);
}

/* The sizes of the three buffers were checked when they were read; the offsets are as the file has them. */
static const char *arrow_cell(const dp_store *s, uint64_t i, dp_cell *out)
{
    uint64_t at = s->skip + i;
    if (s->valid.p != NULL && (s->valid.p[at / 8] >> (at % 8) & 1) == 0) {
        return NULL;
    }
    uint64_t from = offset_at(s, at);
    uint64_t to = offset_at(s, at + 1);
    if (from > to || to > s->bytes.n) {
        return "points outside the texts of its column";
    }
    static const uint8_t none;
    return text_cell(to == from ? (dp_span){&none, 0} : (dp_span){s->bytes.p + from, (size_t)(to - from)}, out);
}

const char *dp_store_cell(dp_heap *heap, const dp_store *s, uint64_t i, dp_cell *out)
{
    *out = (dp_cell){.kind = DP_CELL_NONE};
    while (s->form == DP_STORE_CODES) { /* categories are never codes themselves; a level of a MultiIndex may have categories */
        int64_t code = dp_array_i64(s->values, i);
        if (code == -1) {
            return NULL;
        }
        if (code < 0 || (uint64_t)code >= s->categories->count) {
            return "has a code without a category";
        }
        i = (uint64_t)code;
        s = s->categories;
    }
    switch (s->form) {
    case DP_STORE_ITEMS: return dp_cell_of(heap, s->item[i], out);
    case DP_STORE_RANGE:
        out->kind = DP_CELL_INT;
        out->i = s->start + (int64_t)i * s->step;
        return NULL;
    case DP_STORE_ARROW: return arrow_cell(s, i, out);
    case DP_STORE_ARRAY:
    case DP_STORE_CODES: break;
    }
    return values_cell(heap, s, i, out);
}

dp_span dp_cell_name(dp_ctx *ctx, const dp_cell *cell)
{
    char number[DP_NUM_MAX];
    switch (cell->kind) {
    case DP_CELL_NONE: return DP_LIT("");
    case DP_CELL_BOOL: return cell->i != 0 ? DP_LIT("True") : DP_LIT("False");
    case DP_CELL_INT: return dp_span_of(dp_take_printf(ctx, "%" PRId64, cell->i));
    case DP_CELL_UINT: return dp_span_of(dp_take_printf(ctx, "%" PRIu64, (uint64_t)cell->i));
    case DP_CELL_TEXT: return cell->text;
    case DP_CELL_OBJECT: return (dp_span){NULL, 0};
    case DP_CELL_FLOAT: break;
    }
    if (isinf(cell->f)) {
        return cell->f > 0 ? DP_LIT("inf") : DP_LIT("-inf");
    }
    size_t n = cell->f32 ? dp_num_print32(number, (float)cell->f) : dp_num_print(number, cell->f);
    return dp_span_of(dp_take_printf(ctx, "%.*s", (int)n, number));
}
