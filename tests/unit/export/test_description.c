#include "support/model.h"
#include "support/pickles.h"

#include "export/description.h"
#include "export/inputs.h"

#include <criterion/criterion.h>

static const dp_described *describe(test_file *f, dp_span bytes, dp_description *out)
{
    test_open_bytes(f, bytes);
    cr_assert_eq(f->rc, DP_OK);
    dp_describe(f->ctx, &(dp_inspected){.loaded = &f->loaded, .models = &f->models}, out);
    cr_assert_geq(out->n_models, 1);
    return out->model[0];
}

#define SCALER(attributes) P_OBJECT("sklearn.preprocessing._data", "StandardScaler", attributes)
#define RIDGE(attributes) P_OBJECT("sklearn.linear_model._ridge", "Ridge", attributes)
#define PIPELINE(first, second) \
    P_OBJECT("sklearn.pipeline", "Pipeline", \
             P_TEXT("steps") P_LIST(P_TUPLE(P_TEXT("a") first) P_TUPLE(P_TEXT("b") second)))

/* The same object twice: the first that holds it has its bytes. */
Test(description, each_byte_counts_once)
{
    test_file f;
    dp_description d;
    const dp_span bytes = DP_LIT(P_FILE(PIPELINE(SCALER(P_TEXT("long_") P_TEXT("0123456789") "\x94"),
                                                RIDGE(P_TEXT("x_") "h\0" P_TEXT("y_") P_INT(7)))));
    const dp_described *top = describe(&f, bytes, &d);
    cr_assert_eq(top->n_inside, 2);
    const dp_described *scaler = top->inside[0];
    const dp_described *ridge = top->inside[1];
    cr_assert(dp_span_is(scaler->label, "a") && dp_span_is(ridge->label, "b"));
    cr_assert_eq(scaler->part[0].bytes, 10);
    cr_assert(dp_span_is(scaler->part[0].name, "long_"));
    cr_assert_eq(ridge->n_parts, 1, "what the scaler has is not the ridge's");
    cr_assert(dp_span_is(ridge->part[0].name, "y_") && ridge->part[0].bytes == 8);
    cr_assert_eq(scaler->bytes, 10 + strlen("long_"));
    cr_assert_eq(ridge->bytes, 8 + strlen("x_") + strlen("y_"));
    cr_assert_eq(top->bytes, scaler->bytes + ridge->bytes + strlen("steps") + 2);
    cr_assert_eq(d.bytes, top->bytes);
    test_close(&f);
}

/* What stands around the models is counted as well. */
Test(description, the_rest_of_the_file_counts)
{
    test_file f;
    dp_description d;
    const dp_described *top = describe(&f, DP_LIT(P_FILE(P_DICT(P_TEXT("m") RIDGE(P_TEXT("y_") P_INT(7)) P_TEXT("more") P_TEXT("abc")))), &d);
    cr_assert_eq(top->bytes, 8 + 2);
    cr_assert_eq(d.bytes, 8 + 2 + strlen("m") + strlen("more") + strlen("abc"));
    test_close(&f);
}
