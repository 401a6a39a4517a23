/* Each model of a file has a name of its own, whatever characters its path has. */
#include "export/parts.h"

#include "base/limits.h"

#include <criterion/criterion.h>

enum { MANY = 3000 };

static void check(const char *const *paths, const char *const *want, size_t n)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_model models[8];
    dp_model *at[8];
    for (size_t i = 0; i < n; i++) {
        models[i] = (dp_model){.path = paths[i]};
        at[i] = &models[i];
    }
    const char *const *parts = dp_model_parts(ctx, &(dp_models){.at = at, .n = n});
    cr_assert_not_null(parts);
    for (size_t i = 0; i < n; i++) {
        cr_expect_str_eq(parts[i], want[i], "%s", paths[i]);
    }
    dp_ctx_free(ctx);
}

Test(parts, follow_paths)
{
    check((const char *const[]){"$", "$['model']", "$.model.b", "$[0]", "$['a b'][1]", "$['']", "$['.']"},
          (const char *const[]){"", ".model", ".model_b", ".0", ".a_b.1", "._", "._.2"}, 7);
}

Test(parts, numbers_pass_names_that_paths_give)
{
    check((const char *const[]){"$['x!']", "$['x?']", "$['x:'][2]", "$['x/']", "$['x!'][2]"},
          (const char *const[]){".x_", ".x_.3", ".x_.2", ".x_.4", ".x_.2.2"}, 5);
}

Test(parts, of_many_that_look_the_same_each_has_its_own)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    static dp_model model = {.path = "$['x!']"};
    static dp_model *at[MANY];
    for (size_t i = 0; i < MANY; i++) {
        at[i] = &model;
    }
    const char *const *parts = dp_model_parts(ctx, &(dp_models){.at = at, .n = MANY});
    cr_assert_str_eq(parts[0], ".x_");
    cr_assert_str_eq(parts[1], ".x_.2");
    cr_assert_str_eq(parts[MANY - 1], ".x_.3000");
    dp_ctx_free(ctx);
}
