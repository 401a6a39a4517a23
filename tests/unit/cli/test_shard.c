/* Shards: each name is in one; the same on every machine; and what schedulers say. */
#include "cli/shard.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>

Test(shard, every_name_is_in_one_and_all_have_their_share)
{
    size_t n[7] = {0};
    for (int i = 0; i < 7000; i++) {
        char name[32];
        size_t times = 0;
        snprintf(name, sizeof name, "models/m%04d.pkl", i);
        for (uint64_t k = 0; k < 7; k++) {
            bool has = dp_shard_has(&(dp_shard){k, 7}, name);
            times += has;
            n[k] += has;
        }
        cr_assert_eq(times, 1, "%s", name);
    }
    for (int k = 0; k < 7; k++) {
        cr_expect(n[k] > 900 && n[k] < 1100, "%zu of 7000", n[k]);
    }
}

/* Shards of an older version must be those of a later one: a run may be resumed by it. */
Test(shard, stays_the_same)
{
    static const char *const names[] = {"a.pkl", "b.pkl", "models/c.joblib.gz", ""};
    static const uint64_t index[] = {1, 2, 3, 2};
    for (size_t i = 0; i < 4; i++) {
        for (uint64_t k = 0; k < 5; k++) {
            cr_expect_eq(dp_shard_has(&(dp_shard){k, 5}, names[i]), k == index[i], "%s: %d", names[i], (int)k);
        }
    }
}

static void clear(void)
{
    static const char *const names[] = {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
                                        "SLURM_ARRAY_TASK_STEP", "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE",
                                        "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        unsetenv(names[i]);
    }
    cr_redirect_stderr();
}

TestSuite(shard, .init = clear);

static void expect(const char *text, uint64_t index, uint64_t count)
{
    dp_shard shard = dp_shard_parse(text);
    cr_expect_eq(shard.index, index, "%s: index %d", text, (int)shard.index);
    cr_expect_eq(shard.count, count, "%s: count %d", text, (int)shard.count);
}

Test(shard, is_counted_from_one)
{
    expect("1/1", 0, 1);
    expect("8/8", 7, 8);
}

Test(shard, slurm)
{
    setenv("SLURM_ARRAY_TASK_ID", "11", 1);
    setenv("SLURM_ARRAY_TASK_COUNT", "4", 1);
    setenv("SLURM_ARRAY_TASK_MIN", "5", 1);
    setenv("SLURM_ARRAY_TASK_STEP", "2", 1);
    expect("auto", 3, 4);
    expect("auto/20", 11, 20);
}

Test(shard, aws_batch)
{
    setenv("AWS_BATCH_JOB_ARRAY_INDEX", "0", 1);
    setenv("AWS_BATCH_JOB_ARRAY_SIZE", "10000", 1);
    expect("auto", 0, 10000);
}

Test(shard, kubernetes)
{
    setenv("JOB_COMPLETION_INDEX", "2", 1);
    expect("auto/3", 2, 3);
    setenv("JOB_COMPLETIONS", "5", 1);
    expect("auto", 2, 5);
}

#define REFUSED(name, text, variable, value)                                                                                  \
    Test(shard, refused_##name, .exit_code = 4)                                                                                  \
    {                                                                                                                            \
        setenv(variable, value, 1);                                                                                              \
        dp_shard_parse(text);                                                                                                    \
    }

REFUSED(zero, "0/3", "A", "")
REFUSED(beyond, "4/3", "A", "")
REFUSED(none, "1/0", "A", "")
REFUSED(many, "1/1000001", "A", "")
REFUSED(overflow, "1/18446744073709551617", "A", "")
REFUSED(half, "1", "A", "")
REFUSED(tail, "1/3x", "A", "")
REFUSED(sign, "-1/3", "A", "")
REFUSED(word, "automatic", "JOB_COMPLETION_INDEX", "1")
REFUSED(auto_tail, "auto/", "JOB_COMPLETION_INDEX", "1")
REFUSED(no_task, "auto", "A", "")
REFUSED(no_count, "auto", "JOB_COMPLETION_INDEX", "1")
REFUSED(index_beyond, "auto/3", "JOB_COMPLETION_INDEX", "3")
REFUSED(no_number, "auto/3", "JOB_COMPLETION_INDEX", "x")

Test(shard, refused_uneven_array, .exit_code = 4)
{
    setenv("SLURM_ARRAY_TASK_ID", "7", 1);
    setenv("SLURM_ARRAY_TASK_COUNT", "3", 1);
    setenv("SLURM_ARRAY_TASK_MIN", "1", 1);
    dp_shard_parse("auto");
}
